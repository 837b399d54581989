#!/bin/bash
# dracut module: installs KubeOS from the network. An initramfs with it does nothing else.

check() {
    # Only on request (--modules).
    return 255
}

depends() {
    echo systemd udev-rules
}

# Drivers of disks and of network cards, whatever the build host has; and what the disks and the firmware are read with.
installkernel() {
    # Not only the drivers that the build host needs.
    hostonly='' instmods ahci ata_piix nvme virtio_blk virtio_scsi virtio_pci virtio_net sd_mod \
        '=drivers/ata' '=drivers/nvme/host' '=drivers/scsi/megaraid' '=drivers/scsi/mpt3sas' '=drivers/scsi/aacraid' \
        '=drivers/scsi/smartpqi' '=drivers/scsi/arcmsr' '=drivers/scsi/pm8001' '=drivers/mmc' \
        hpsa mptsas mptspi vmw_pvscsi hv_storvsc hv_netvsc xen-blkfront xen-netfront isci \
        '=drivers/net/ethernet' '=drivers/net/mdio' '=drivers/net/phy' '=drivers/net/vmxnet3' \
        ext4 vfat nls_cp437 nls_ascii nls_iso8859-1 nls_utf8 efivarfs crc32c_generic crc32c_intel
}

# shellcheck disable=SC2154 # moddir, initdir, dracutsysrootdir, systemdutildir and systemdsystemunitdir are set by dracut
install() {
    inst_multiple awk blkid blockdev cat chmod cp curl cut date dd e2fsck grep head ip ls lsblk mkdir mkfs.ext4 \
        mkfs.vfat mount mountpoint mv poweroff readlink reboot rm sed setsid sfdisk sh sha256sum sleep sort stat sync systemctl \
        tail tar tr udevadm umount wipefs
    # A legacy BIOS has no boot entries, and curl does without the certificates where the URL is plain HTTP.
    inst_multiple -o efibootmgr /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt \
        /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem
    inst_libdir_file 'libnss_dns.so*' 'libnss_files.so*'

    inst_multiple "$systemdutildir/systemd-networkd" "$systemdutildir/systemd-networkd-wait-online" \
        "$systemdsystemunitdir/systemd-networkd.service" "$systemdsystemunitdir/systemd-networkd.socket" \
        "$systemdutildir/network/99-default.link"
    # Names of interfaces as the installed system has them.
    inst_rules 75-net-description.rules 80-net-setup-link.rules
    local database
    for database in passwd group; do
        grep -e '^root:' -e '^systemd-network:' "$dracutsysrootdir/etc/$database" >"$initdir/etc/$database"
    done
    printf 'hosts: files dns\npasswd: files\ngroup: files\n' >"$initdir/etc/nsswitch.conf"

    inst_script "$moddir/kubeos-install.sh" /usr/sbin/kubeos-install
    local part
    for part in boot disk download files messages network; do
        inst_simple "$moddir/$part.sh" "/usr/lib/kubeos-install/$part.sh"
    done
    inst_simple "$moddir/mke2fs.conf" /etc/mke2fs.conf

    inst_simple "$moddir/kubeos-install.service" "$systemdsystemunitdir/kubeos-install.service"
    inst_simple "$moddir/kubeos-install.target" "$systemdsystemunitdir/kubeos-install.target"
    # What systemd starts: the latter in an initramfs, the former where it takes no notice that this is one.
    ln -sfn "$systemdsystemunitdir/kubeos-install.target" "$initdir/etc/systemd/system/default.target"
    ln -sfn "$systemdsystemunitdir/kubeos-install.target" "$initdir/etc/systemd/system/initrd.target"
    # The console is for the installer's own lines.
    mkdir -p "$initdir/etc/systemd/system.conf.d"
    printf '[Manager]\nShowStatus=no\n' >"$initdir/etc/systemd/system.conf.d/kubeos-install.conf"
    # What makes systemd take this for an initramfs.
    : >"$initdir/etc/initrd-release"
    : >"$initdir/etc/machine-id"
}
