#!/bin/bash
# dracut module: mounts PERSIST and everything that lies on it, before the root's own systemd starts.

check() {
    # Only on request (add_dracutmodules, --add): no other system has a PERSIST.
    return 255
}

depends() {
    echo systemd systemd-initrd rootfs-block
}

installkernel() {
    # PERSIST is ext4 and the union paths are overlays, whatever file systems the build host happens to use.
    hostonly='' instmods ext4 overlay
}

# shellcheck disable=SC2154 # moddir, systemdsystemunitdir and initdir are set by dracut
install() {
    inst_multiple blkid chmod chown e2fsck findmnt mkdir mount mountpoint mv partx readlink resize2fs rm sed sfdisk sleep sort \
        stat sulogin systemd-escape umount
    inst_script "$moddir/kubeos-persist.sh" /usr/sbin/kubeos-persist
    inst_script "$moddir/kubeos-reset.sh" /usr/sbin/kubeos-reset
    inst_script "$moddir/kubeos-emergency.sh" /usr/sbin/kubeos-emergency

    local unit=kubeos-persist.service target service
    for service in emergency dracut-emergency rescue; do
        inst_simple "$moddir/kubeos-emergency.conf" "/etc/systemd/system/$service.service.d/kubeos.conf"
    done
    inst_simple "$moddir/$unit" "$systemdsystemunitdir/$unit"
    # initrd-parse-etc reads /etc/fstab, which PERSIST may have changed, and starts the switch to the root.
    for target in initrd-parse-etc.service initrd-fs.target; do
        mkdir -p "$initdir$systemdsystemunitdir/$target.requires"
        ln_r "$systemdsystemunitdir/$unit" "$systemdsystemunitdir/$target.requires/$unit"
    done
}
