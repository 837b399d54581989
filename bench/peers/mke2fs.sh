#!/bin/sh
# rootfs archive → A/B disk image with the usual tools: tar, mke2fs -d, mtools, sfdisk, qemu-img convert.
# Usage: mke2fs.sh ARCHIVE DIRECTORY. Makes DIRECTORY/system.qcow2. Run as root, so that owners are kept.
set -eu
archive=$(readlink -f "$1")
rm -rf "$2"
mkdir -p "$2/root"
cd "$2"
export PATH="$PATH:/usr/sbin:/sbin" MTOOLS_SKIP_CHECK=1

tar -xf "$archive" -C root --numeric-owner --xattrs --xattrs-include='*'
mkdir -p efi/EFI persist
[ ! -d root/boot/efi/EFI ] || cp -r root/boot/efi/EFI/. efi/EFI/

truncate -s 20GiB system.img
sfdisk -q system.img <<TABLE
label: gpt
start=1MiB, size=60MiB, type=U, name=BOOT
size=2560MiB, name=ROOT-A
size=2560MiB, name=ROOT-B
name=PERSIST
TABLE

truncate -s 60MiB boot.img
mkfs.fat -F 32 -n BOOT boot.img >/dev/null
mcopy -s -i boot.img efi/EFI ::
truncate -s 2560MiB root-a.img root-b.img
mke2fs -q -t ext4 -L ROOT-A -d root root-a.img
mke2fs -q -t ext4 -L ROOT-B root-b.img
truncate -s 15297MiB persist.img
mke2fs -q -t ext4 -L PERSIST -d persist persist.img

place() {
    dd if="$1" of=system.img bs=1M seek="$2" conv=notrunc,sparse status=none
}
place boot.img 1
place root-a.img 61
place root-b.img 2621
place persist.img 5181
qemu-img convert -O qcow2 system.img system.qcow2
