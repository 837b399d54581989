# First process of the sandbox's namespaces. Arguments: a root directory to prepare, or nothing in its place; "inside" to
# change into it, or "beside"; "resolved" if the host's name servers are to be known in it; then the command. Mounts need no cleaning up: they belong to the mount namespace and vanish
# with it.
set -eu
root=$1
place=$2
network=$3
shift 3

# What root could do to the machine through them, an ordinary user can't do either: so both build the same.
withheld=-mknod,-sys_boot,-sys_module,-sys_rawio,-sys_time

# Scriptlets write the machine's name into certificates and mail settings; an image must not know where it was built.
hostname localhost
mount -t proc proc /proc
if [ -z "$root" ]; then
    exec setpriv --bounding-set "$withheld" -- "$@"
fi

mount -t proc proc "$root/proc"
# Within a user namespace sysfs can't be mounted afresh, since the network namespace is the host's.
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys" 2>/dev/null || mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=0755,nosuid tmpfs "$root/dev"
for node in null zero full random urandom tty; do
    : >"$root/dev/$node"
    mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,noexec,nosuid,mode=0620,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs "$root/run"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/tmp"
if [ "$network" = resolved ]; then
    # A copy, so that nothing can write to the host's. Where the root has no such file, none is left in it.
    file=$(chroot "$root" readlink -m /etc/resolv.conf)
    case $file in
        /run/*) mkdir -p "$root${file%/*}" && cp /etc/resolv.conf "$root$file" ;;
        *)
            cp /etc/resolv.conf "$root/run/resolv.conf"
            if [ -f "$root$file" ]; then mount --bind "$root/run/resolv.conf" "$root$file"; fi
            ;;
    esac
fi
if [ "$place" = beside ]; then
    exec setpriv --bounding-set "$withheld" -- "$@"
fi
exec setpriv --bounding-set "$withheld" -- chroot "$root" "$@"
