# shellcheck shell=sh
# What makes the disk one that a machine starts from. Used by kubeos-install.
# shellcheck disable=SC2154 # the settings

install_boot_loader() {
    say "Installing the boot loader."
    while read -r number role type label _; do
        [ "$role" != boot ] || install_boot_files "$number" "$type" "$label"
    done <"$given/volumes"
    if [ -f "$given/grub.img" ]; then
        install_grub_before_partitions
    fi
    # Everything is on the disk before it says so.
    umount --recursive "$target" || fail "The file systems on $disk can't be finished: $(tail -n 1 "$log")."
    sync
}

install_boot_files() {
    make_file_system "$1" boot "$2" "$3"
    new_boot=/run/kubeos-boot
    mkdir -p "$new_boot"
    # FAT has neither owners nor modes.
    case $2 in
        vfat) how=-R ;;
        *) how=-a ;;
    esac
    if ! { mount -t "$2" "$(partition "$1")" "$new_boot" && cp $how "$boot_files/." "$new_boot" &&
        umount "$new_boot"; }; then
        fail "BOOT on $disk can't be written: $(tail -n 1 "$log")."
    fi
}

# For a BIOS: kbimg has made the sectors before the first partition, but for the table of partitions, which is in the
# first sector from byte 440 on.
install_grub_before_partitions() {
    if ! { dd if="$given/grub.img" of="$disk" bs=512 skip=1 seek=1 conv=fsync,notrunc &&
        dd if="$given/grub.img" of="$disk" bs=440 count=1 conv=fsync,notrunc; }; then
        fail "GRUB can't be written to $disk: $(tail -n 1 "$log")."
    fi
}

# Firmware starts the disk's fallback loader without an entry, too; the entry puts it before the network.
add_boot_entry() {
    efi=/sys/firmware/efi/efivars
    if [ ! -d "$efi" ] || [ -z "$loader" ]; then
        return
    fi
    mountpoint -q "$efi" || mount -t efivarfs efivarfs "$efi"
    for entry in $(efibootmgr | sed -n 's/^Boot\([0-9A-F]\{4\}\)[* ] KubeOS\([[:space:]].*\)\{0,1\}$/\1/p'); do
        efibootmgr --quiet --bootnum "$entry" --delete-bootnum
    done
    efibootmgr --create --disk "$disk" --part @BOOT_NUMBER@ --label KubeOS --loader "$loader" ||
        say "The firmware takes no boot entry; set the machine to start from $disk."
}
