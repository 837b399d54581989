# Runs with the host's programs, in the sandbox, in a root file system. Arguments: the root, what to do, and with what.
set -eu
cd "$1"
verb=$2
shift 2
case $verb in
    add) cp -R -- "$1" "$2/" ;;
    copy) cp -- "$1" "$2" ;;
    directory) mkdir -p -- "$1" ;;
    install) install -D --mode=0644 -- "$1" "$2" ;;
    kernels) find boot -maxdepth 1 -name 'vmlinuz-*' -printf '%f\n' | sed 's/^vmlinuz-//' ;;
    link) ln -s -- "$1" "$2" ;;
    private) mkdir -p -- "$1" && chmod 0700 -- "$1" ;;
    remove) rm -rf -- "$1" ;;
esac
