# Runs with the host's programs, in the sandbox. Prints apt's list of package archives, all of which have the digests that
# they should have. Arguments: their directory, and for each of them its name, size and SHA-256.
set -eu
directory=$1
shift
while [ $# -gt 0 ]; do
    # By name, so that no package says where its archive is.
    dpkg-deb --field "$directory/$1" Package Source Version Architecture Multi-Arch Essential Protected Important \
        Priority Section Maintainer Installed-Size Pre-Depends Depends Recommends Suggests Enhances Conflicts Breaks \
        Replaces Provides Homepage Description
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$1" "$2" "$3"
    shift 3
done
