# shellcheck shell=sh
# The file systems and what is on them. Used by kubeos-install.
# shellcheck disable=SC2154 # the settings

target=/run/kubeos-target

# Makes the file system of partition $1: role, type, label. Signatures that an earlier one left elsewhere in the
# partition must not outlive it.
make_file_system() {
    device=$(partition "$1")
    wipefs --all --quiet "$device" || fail "$device can't be written to: $(tail -n 1 "$log"). Replace the disk."
    case $2,$3 in
        *,vfat) mkfs.vfat -F 32 -n "$4" "$device" ;;
        # Nobody writes to a mounted root: it needs neither a journal nor blocks in reserve.
        root,*) mkfs.ext4 -F -q -O ^has_journal -m 0 -L "$4" "$device" ;;
        *) mkfs.ext4 -F -q -L "$4" "$device" ;;
    esac || fail "$device can't be formatted: $(tail -n 1 "$log"). Replace the disk."
}

# The spare slot still holds the archive, and BOOT comes last.
make_file_systems() {
    say "Making file systems."
    while read -r number role type label _; do
        case $role,$persist in
            boot,* | spare,*) ;;
            persist,kept) check_persist "$(partition "$number")" ;;
            *) make_file_system "$number" "$role" "$type" "$label" ;;
        esac
    done <"$given/volumes"
}

check_persist() {
    e2fsck -f -p "$1"
    [ $? -lt 4 ] || fail "PERSIST on $1, which is to be kept, needs repair: run e2fsck $1, or set" \
        "'pxe.keepPersist: false' to give it up."
}

# Mounts the partitions as the running system has them, the outer ones first. What belongs on BOOT waits in memory.
mount_volumes() {
    mkdir -p "$target"
    while read -r number role type _ mount; do
        case $mount in
            /*) mkdir -p "$target$mount" ;;
            *) continue ;;
        esac
        if [ "$role" = boot ]; then
            boot_files=$target$mount
            mount -t tmpfs -o mode=0755 tmpfs "$boot_files"
        else
            mount -t "$type" "$(partition "$number")" "$target$mount"
        fi || fail "Partition $number of $disk can't be mounted: $(tail -n 1 "$log")."
    done <<VOLUMES
$(LC_ALL=C sort -k 5 "$given/volumes")
VOLUMES
}

# tar follows a link where the archive has a directory. On a kept PERSIST, one may be what a break-in into the earlier system
# has left, to have the installer write elsewhere.
refuse_links_on_persist() {
    [ "$persist" = kept ] || return 0
    while IFS= read -r directory; do
        [ ! -L "$target/$directory" ] || fail "PERSIST on $disk, which is to be kept, has a symbolic link at" \
            "/$directory, where this system has a directory. Find out who made it; put a directory in its place, or set" \
            "'pxe.keepPersist: false' to give PERSIST up."
    done <"$given/persist-directories"
}

unpack_archive() {
    say "Unpacking the archive."
    mount_volumes
    refuse_links_on_persist
    # All but a kept PERSIST is empty, and what is on that stays as it is.
    tar --extract --file="$spare" --directory="$target" --numeric-owner --same-owner --preserve-permissions \
        --xattrs --xattrs-include='*' --skip-old-files ||
        fail "The archive can't be unpacked on $disk: $(tail -n 1 "$log")."
    sync
}

keep_log() {
    cp --no-target-directory --remove-destination "$log" "$target/@PERSIST_MOUNT_POINT@/kubeos-install.log" || say "The log can't be kept on PERSIST."
}

format_spare_slot() {
    while read -r number role type label _; do
        [ "$role" != spare ] || make_file_system "$number" "$role" "$type" "$label"
    done <"$given/volumes"
}
