# shellcheck shell=sh
# The disk to install to: which one, whether it may be used, and its partitions. Used by kubeos-install.
# shellcheck disable=SC2154 # the settings

disk_deadline=30 # seconds
steady=5         # seconds without another disk, after which all are taken to be there
wipe_advice="Set 'pxe.wipe: true' to give up what is on it, or name another disk in 'pxe.disk'."

# A sector between the partition table, or GRUB behind an MBR, and the first partition, which starts at 1 MiB.
mark_sector=2040
mark_text='KubeOS installation unfinished'

# Prints the names of all disks: what has a device behind it, can be written to, and does not come on a stick.
list_disks() {
    for block in /sys/block/*; do
        name=${block##*/}
        case $name in
            sr* | fd* | nbd* | loop* | ram* | zram*) continue ;;
        esac
        if [ -e "$block/device" ] && [ "$(cat "$block/removable")" = 0 ] && [ "$(cat "$block/ro")" = 0 ] &&
            [ "$(cat "$block/size")" -gt 0 ]; then
            echo "$name"
        fi
    done
}

disk_bytes() {
    echo $(($(cat "/sys/block/$1/size") * 512))
}

# Prints column $2 of lsblk for disk $1, without blanks around it.
property() {
    lsblk --nodeps --noheadings --output "$2" "/dev/$1" | sed 's/^ *//; s/ *$//'
}

describe_disks() {
    found=
    for name in $(list_disks); do
        found="$found${found:+; }/dev/$name, $(mebibytes "$(disk_bytes "$name")")"
        serial=$(property "$name" SERIAL)
        model=$(property "$name" MODEL)
        found="$found${serial:+, serial $serial}${model:+, model $model}"
    done
    echo "${found:-none}"
}

# Whether disk $1 meets the conditions of the rule.
fits() {
    [ "$(disk_bytes "$1")" -gt "$disk_over" ] || return 1
    # shellcheck disable=SC2254 # the settings are patterns
    case $(property "$1" SERIAL) in $disk_serial) ;; *) return 1 ;; esac
    # shellcheck disable=SC2254
    case $(property "$1" MODEL) in $disk_model) ;; *) return 1 ;; esac
}

find_disk() {
    # Until all drivers are loaded.
    udevadm settle --timeout=120
    case $disk_rule in
        path) find_disk_by_path ;;
        *) find_disk_by_rule ;;
    esac
    block=/sys/block/${disk##*/}
    say "The disk is $disk, $(mebibytes "$(disk_bytes "${disk##*/}")")."
}

find_disk_by_path() {
    end=$(($(uptime_seconds) + disk_deadline))
    until [ -b "$disk_path" ]; do
        [ "$(uptime_seconds)" -lt "$end" ] ||
            fail "There is no disk $disk_path. The disks of this machine: $(describe_disks). Correct 'pxe.disk'."
        sleep 1
    done
    disk=$(readlink -f "$disk_path")
    [ -d "/sys/block/${disk##*/}" ] || fail "$disk_path is no whole disk. Correct 'pxe.disk'."
}

find_disk_by_rule() {
    await_all_disks
    chosen='' count=0
    for name in $(list_disks); do
        if fits "$name"; then
            count=$((count + 1))
            if [ -z "$chosen" ] || [ "$(disk_bytes "$name")" -lt "$(disk_bytes "$chosen")" ]; then
                chosen=$name
            fi
        fi
    done
    [ "$count" -gt 0 ] ||
        fail "No disk meets 'pxe.disk: $disk_text'. The disks of this machine: $(describe_disks). Correct 'pxe.disk'."
    [ "$count" -eq 1 ] || [ "$disk_rule" = smallest ] ||
        fail "$count disks meet 'pxe.disk: $disk_text': $(describe_disks). Make 'pxe.disk' name one of them."
    disk=/dev/$chosen
}

# Disks behind a controller appear one by one: the smallest of those that are there may not be the smallest of all.
await_all_disks() {
    end=$(($(uptime_seconds) + disk_deadline))
    before='' since=$(uptime_seconds)
    while [ "$(uptime_seconds)" -lt "$end" ]; do
        udevadm settle --timeout=5
        now=$(list_disks)
        if [ -z "$now" ] || [ "$now" != "$before" ]; then
            since=$(uptime_seconds)
        elif [ "$(uptime_seconds)" -ge $((since + steady)) ]; then
            return
        fi
        before=$now
        sleep 1
    done
}

# Refuses a disk that is too small, in use, or not ours to overwrite; decides whether its PERSIST stays.
examine_disk() {
    [ "$(disk_bytes "${disk##*/}")" -ge "$disk_needed" ] || fail "The disk $disk is too small: it has" \
        "$(mebibytes "$(disk_bytes "${disk##*/}")"), and the partitions need $(mebibytes "$disk_needed")." \
        "Name another disk in 'pxe.disk', or make the partitions smaller."
    refuse_disk_in_use
    mark=$(read_mark)
    case $mark in
        "$mark_text"*) say "An installation on $disk was not finished; starting again." ;;
        *) examine_content ;;
    esac
    decide_on_persist
}

refuse_disk_in_use() {
    if grep -q "^${disk}p\{0,1\}[0-9]*[[:space:]]" /proc/mounts /proc/swaps; then
        fail "The disk $disk is in use: something on it is mounted. $wipe_advice"
    fi
    for holder in "$block"/holders/* "$block"/*/holders/*; do
        [ ! -e "$holder" ] || fail "The disk $disk is in use by ${holder##*/}. Name another disk in 'pxe.disk'."
    done
}

examine_content() {
    content=$(wipefs --no-act --noheadings --output TYPE "$disk" | sort -u | tr '\n' ' ')
    if [ -z "$content" ]; then
        say "The disk $disk is empty."
    elif holds_kubeos; then
        say "The disk $disk holds an earlier KubeOS."
    elif [ "$wipe" = true ]; then
        say "The disk $disk holds data (${content% }), which 'pxe.wipe' gives up."
    else
        fail "The disk $disk holds data (${content% }) and no KubeOS; nothing on it was changed. $wipe_advice"
    fi
}

read_mark() {
    dd if="$disk" bs=512 skip=$mark_sector count=1 2>/dev/null | tr -d '\0'
}

# Prints the device of partition $1.
partition() {
    case $disk in
        *[0-9]) echo "${disk}p$1" ;;
        *) echo "$disk$1" ;;
    esac
}

label_of() {
    blkid --probe --output value --match-tag LABEL "$1"
}

# An earlier KubeOS of any make: BOOT (on a BIOS's disk: GRUB2) first, a root slot second, PERSIST further behind. The
# other slot's label depends on what was written there.
holds_kubeos() {
    case $(label_of "$(partition @BOOT_NUMBER@)") in
        @BOOT_LABEL@ | @BIOS_BOOT_LABEL@) ;;
        *) return 1 ;;
    esac
    [ "$(label_of "$(partition @ROOT_A_NUMBER@)")" = @ROOT_A_LABEL@ ] || return 1
    for entry in "$block/${disk##*/}"*; do
        [ "$(label_of "/dev/${entry##*/}")" != @PERSIST_LABEL@ ] || return 0
    done
    return 1
}

# PERSIST is looked for by its place, which it has with and without a partition table.
decide_on_persist() {
    persist=new
    if [ "$keep_persist" != true ] || [ "$mark" = "$mark_text, PERSIST new" ]; then
        return
    fi
    there=$(blkid --probe --offset "$persist_start" --output value --match-tag LABEL "$disk")
    if [ "$there" = @PERSIST_LABEL@ ]; then
        persist=kept
        say "PERSIST of the earlier KubeOS is kept."
    elif [ -n "$mark" ] || holds_kubeos; then
        fail "PERSIST of the KubeOS on $disk can't be kept: it does not start where this system has it. Set" \
            "'pxe.keepPersist: false' to give it up, or take the 'disk.partitions' that it was installed with."
    fi
}

# From here on the disk is ours.
claim_disk() {
    printf '%s, PERSIST %s\n' "$mark_text" "$persist" |
        dd of="$disk" bs=512 seek=$mark_sector count=1 conv=sync,fsync,notrunc ||
        fail "The disk $disk can't be written to: $(tail -n 1 "$log"). Replace it."
}

release_disk() {
    sync
    dd if=/dev/zero of="$disk" bs=512 seek=$mark_sector count=1 conv=fsync,notrunc ||
        fail "The disk $disk can't be written to: $(tail -n 1 "$log"). Replace it."
}

partition_disk() {
    say "Partitioning $disk."
    sfdisk --wipe always --wipe-partitions never "$disk" <"$given/partitions" ||
        fail "The disk $disk can't be partitioned: $(tail -n 1 "$log")."
    udevadm settle --timeout=30
    while read -r number _; do
        [ -b "$(partition "$number")" ] || fail "Partition $number of $disk did not appear. Restart the machine."
    done <"$given/volumes"
}
