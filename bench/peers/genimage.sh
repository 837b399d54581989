#!/bin/sh
# rootfs archive → A/B disk image with genimage, which drives mke2fs, mkfs.fat, mtools and qemu-img.
# Usage: genimage.sh ARCHIVE DIRECTORY. Makes DIRECTORY/images/system.qcow2. Run as root, so that owners are kept.
set -eu
archive=$(readlink -f "$1")
rm -rf "$2"
mkdir -p "$2/root" "$2/empty"
cd "$2"
export PATH="$PATH:/usr/sbin:/sbin"

tar -xf "$archive" -C root --numeric-owner --xattrs --xattrs-include='*'
mkdir -p efi/EFI
[ ! -d root/boot/efi/EFI ] || cp -r root/boot/efi/EFI/. efi/EFI/

cat >genimage.cfg <<'CONFIG'
image boot.vfat {
    vfat { label = "BOOT"  extraargs = "-F 32"  files = { "efi/EFI" } }
    size = 60M
}
image root-a.ext4 {
    ext4 { label = "ROOT-A"  use-mke2fs = true }
    size = 2560M
}
image root-b.ext4 {
    ext4 { label = "ROOT-B"  use-mke2fs = true }
    size = 2560M
    empty = true
}
image persist.ext4 {
    ext4 { label = "PERSIST"  use-mke2fs = true }
    size = 15297M
    empty = true
}
image system.img {
    hdimage { partition-table-type = "gpt" }
    partition BOOT { partition-type-uuid = U  image = "boot.vfat"  offset = 1M }
    partition ROOT-A { image = "root-a.ext4" }
    partition ROOT-B { image = "root-b.ext4" }
    partition PERSIST { image = "persist.ext4" }
}
image system.qcow2 {
    qemu { format = "qcow2" }
    partition system { image = "system.img" }
}
CONFIG
genimage --config genimage.cfg --rootpath root --inputpath "$PWD" --outputpath images --tmppath tmp --loglevel 1
