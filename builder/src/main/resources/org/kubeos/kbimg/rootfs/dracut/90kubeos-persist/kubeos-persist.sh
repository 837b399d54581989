#!/bin/sh
# Names the partitions beside the root for its fstab; lets PERSIST grow to the end of the disk, and mounts it at /persist of
# the new root; has kubeos-reset move local files aside; then mounts the paths that the root's persist.conf lists, one a line:
#   union PATH [OPTIONS]       an overlay: the root's directory below, changes on PERSIST in union/PATH/upper
#   writable PATH [OPTIONS]    PERSIST's directory writable/PATH, bound over the root's
#   persist /persist OPTIONS   PERSIST itself
# Run again, it mounts what is not mounted yet.
#
# PERSIST outlives upgrades and installations, and so does what a break-in leaves there: links on it are not followed, as they
# could lead to the root slot or into the initramfs.

sysroot=/sysroot
persist=$sysroot/@PERSIST_MOUNT_POINT@
list=$sysroot/@PERSIST_CONF@
device_deadline=30 # seconds, counted from the moment that the root is there
default_options=@PERSIST_OPTIONS@
least_growth=8192  # sectors of 512 bytes: less is what alignment and a partition table's backup leave

say() {
    echo "kubeos-persist: $*" >&2
}

fail() {
    say "$*"
    say "Not starting without the node's state."
    exit 1
}

uptime_seconds() {
    read -r uptime _ </proc/uptime
    echo "${uptime%.*}"
}

# Prints the number in file $1.
value() {
    read -r number <"$1"
    echo "$number"
}

# The root's partition in sysfs; the disk that it is on lies above.
root_partition() {
    root=$(findmnt --noheadings --output SOURCE --mountpoint "$sysroot")
    echo "/sys/class/block/${root##*/}"
}

# Has udev make /dev/disk/kubeos/NUMBER for each partition of the root's disk. Labels don't tell it from another disk that
# holds a KubeOS, too, and UUIDs are not known when fstab is written.
name_partitions() {
    disk=$(readlink -f "$(root_partition)/..")
    mkdir -p /run/udev/rules.d
    printf 'SUBSYSTEM=="block", ENV{DEVTYPE}=="partition", KERNELS=="%s", SYMLINK+="@PARTITION_LINKS@/%%n"\n' \
        "${disk##*/}" >/run/udev/rules.d/61-kubeos.rules
}

# Prints the device of PERSIST. The one beside the root wins over those on other disks, which may hold a KubeOS, too.
find_persist() {
    for partition in "$(root_partition)"/../*/partition; do
        partition=${partition%/partition}
        device=/dev/${partition##*/}
        if [ "$(blkid --output value --match-tag LABEL "$device")" = @PERSIST_LABEL@ ]; then
            echo "$device"
            return
        fi
    done
    if [ -b /dev/disk/by-label/@PERSIST_LABEL@ ]; then
        readlink -f /dev/disk/by-label/@PERSIST_LABEL@
    fi
}

# Gives partition $1 of disk $2 what lies free behind it. Others of this disk are in use, so that only the kernel's notion of
# this one changes.
extend() {
    echo ', +' | sfdisk --quiet --force --no-reread --no-tell-kernel --wipe never --wipe-partitions never -N "$1" "$2" >&2
}

# Lets PERSIST, $1, have what a disk has beyond the image that was written to it. PERSIST is the last partition.
grow_partition() {
    partition=/sys/class/block/${1##*/}
    disk=$(readlink -f "$partition/..")
    end=$(($(value "$partition/start") + $(value "$partition/size")))
    [ $(($(value "$disk/size") - end)) -ge "$least_growth" ] || return 0
    for other in "$disk"/*/start; do
        [ "$(value "$other")" -lt "$end" ] || return 0
    done

    number=$(value "$partition/partition")
    disk=/dev/${disk##*/}
    # A logical partition lies in the extended one, the fourth of our disks, which must grow first.
    if [ "$number" -gt 4 ] && [ "$(blkid --probe --output value --match-tag PTTYPE "$disk")" = dos ]; then
        extend 4 "$disk" || return
    fi
    extend "$number" "$disk" && partx --update --nr "$number" "$disk"
}

mount_persist() {
    [ -d "$persist" ] || fail "The root has no directory /@PERSIST_MOUNT_POINT@."

    end=$(($(uptime_seconds) + device_deadline))
    device=$(find_persist)
    while [ -z "$device" ]; do
        [ "$(uptime_seconds)" -lt "$end" ] || fail "No file system labelled PERSIST appeared in $device_deadline s."
        sleep 1
        device=$(find_persist)
    done

    grow_partition "$device" || say "$device (PERSIST) can't grow to the end of its disk."
    # Now or never: it stays mounted until the machine stops. Exit codes below 4 mean clean or repaired.
    e2fsck -p "$device" >&2
    [ $? -lt 4 ] || fail "The file system on $device (PERSIST) needs repair: run e2fsck $device."
    mount -t ext4 -o "$default_options" "$device" "$persist" || fail "Can't mount $device (PERSIST)."
    # Also after a power cut in the middle of the last time. It returns at once when there is nothing to do.
    report=$(resize2fs "$device" 2>&1) || say "The file system on $device (PERSIST) can't grow: $report"
}

# Fails if there is a link on the way from directory $1 to path $2 below it.
refuse_links() {
    way=$1 rest=${2#/}/
    while [ -n "$rest" ]; do
        way=$way/${rest%%/*}
        rest=${rest#*/}
        [ ! -L "$way" ] || fail "${way#"$sysroot"} is a symbolic link, which is not followed; put a directory in its place."
    done
}

# Creates directory $1 with the owner and mode of directory $2. It appears whole or, after a power cut, not at all.
create_like() {
    [ ! -d "$1" ] || return 0
    mkdir -p "$1.new" &&
        chown "$(stat -c %u:%g "$2")" "$1.new" &&
        chmod "$(stat -c %a "$2")" "$1.new" &&
        mv -T "$1.new" "$1"
}

mount_union() {
    layers=$persist/@UNION_DIRECTORY@$1
    refuse_links "$persist" "@UNION_DIRECTORY@$1/@UPPER@"
    refuse_links "$persist" "@UNION_DIRECTORY@$1/@UPPER@.new"
    refuse_links "$persist" "@UNION_DIRECTORY@$1/@WORK@"
    create_like "$layers/@UPPER@" "$sysroot$1" && mkdir -p "$layers/@WORK@" || return
    # An upgrade changes the directory below, which an overlay with these features on would not stand.
    mount -t overlay overlay "$sysroot$1" \
        -o "$2,lowerdir=$sysroot$1,upperdir=$layers/@UPPER@,workdir=$layers/@WORK@,redirect_dir=off,index=off,metacopy=off"
}

mount_writable() {
    refuse_links "$persist" "@WRITABLE_DIRECTORY@$1"
    refuse_links "$persist" "@WRITABLE_DIRECTORY@$1.new"
    # A bind mount has options of its own only once it is there.
    create_like "$persist/@WRITABLE_DIRECTORY@$1" "$sysroot$1" &&
        mount --bind "$persist/@WRITABLE_DIRECTORY@$1" "$sysroot$1" &&
        mount -o "remount,bind,$2" "$sysroot$1"
}

# Gives the mount of path $2 a unit that outlasts the services. systemd's own guess would unmount /var on every shutdown
# while journald still writes to it, and report the failure.
keep_until_shutdown() {
    unit=$(systemd-escape --path --suffix=mount "$2")
    printf '%s\n' '[Unit]' "Description=KubeOS $1 path $2" DefaultDependencies=no \
        '[Mount]' "What=$1" "Where=$2" >"/run/systemd/system/$unit"
}

mount_path() {
    case $2 in
        / | *[!A-Za-z0-9/._@+-]* | *//* | */./* | */../* | */. | */.. | */) fail "persist.conf: no usable path: $2" ;;
        /*) ;;
        *) fail "persist.conf: not an absolute path: $2" ;;
    esac
    refuse_links "$sysroot" "$2"
    if mountpoint -q "$sysroot$2"; then
        return
    fi
    if [ ! -d "$sysroot$2" ]; then
        say "The root has no directory $2; $1 path skipped."
        return
    fi
    case $1 in
        @UNION_KIND@) mount_union "$2" "$3" ;;
        @WRITABLE_KIND@) mount_writable "$2" "$3" ;;
        *) fail "persist.conf: unknown kind of path: $1" ;;
    esac || fail "Can't mount $1 path $2."
    keep_until_shutdown "$1" "$2"
}

[ -r "$list" ] || fail "The root has no ${list#"$sysroot"}."
name_partitions || say "The partitions beside the root get no names."
mountpoint -q "$persist" || mount_persist

# Users reach these through the mounts alone.
refuse_links "$persist" @UNION_DIRECTORY@
refuse_links "$persist" @WRITABLE_DIRECTORY@
(umask 077 && mkdir -p "$persist/@UNION_DIRECTORY@" "$persist/@WRITABLE_DIRECTORY@") || fail "PERSIST is not writable."
# A node starts without its reset as well as it did before.
kubeos-reset || say "Not all local files are reset. The next boot tries again."

# Sorted by path, so that a path is mounted before those inside it. The loop runs in this shell: fail ends the script.
while read -r kind path options; do
    case $kind in
        '' | '#'*) ;;
        @PERSIST_KIND@) mount -o "remount,bind,$options" "$persist" || fail "Can't mount PERSIST with the options $options." ;;
        *) mount_path "$kind" "$path" "${options:-$default_options}" ;;
    esac
done <<PATHS
$(LC_ALL=C sort -b -k 2 "$list")
PATHS
