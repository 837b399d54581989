# Runs with the host's programs, in the sandbox. Arguments: an empty root file system, and the names of the packages in apt's
# archives there that are to be unpacked into it. No program of theirs runs.
set -eu
root=$1
shift
for package; do
    # Unlike dpkg-deb, this leaves directories alone that are links.
    dpkg-deb --fsys-tarfile "$root/var/cache/apt/archives/$package" |
        tar --extract --directory="$root" --keep-directory-symlink
done
mkdir -p "$root/usr/sbin" "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/triggers" \
    "$root/var/log/apt" "$root/var/lib/apt/lists/partial"
# Packages don't start their services here: policy-rc.d of invoke-rc.d(8).
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 0755 "$root/usr/sbin/policy-rc.d"
