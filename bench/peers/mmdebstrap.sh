#!/bin/sh
# The packages of an image installed by bare mmdebstrap from this host's repositories, and one run of dracut.
# Usage: mmdebstrap.sh MANIFEST DIRECTORY. MANIFEST is kbimg's list of the packages; makes DIRECTORY/root.tar.
# Packages are kept in DIRECTORY/debs between runs. Run as root.
set -eu
manifest=$(readlink -f "$1")
mkdir -p "$2/debs"
cd "$2"

packages=$(sed -n '/"packages"/,$ s/.*"name" : "\([^"]*\)".*/\1/p' "$manifest" | paste -sd, -)

set --
for sources in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ ! -e "$sources" ] || set -- "$@" "$sources"
done

# shellcheck disable=SC2016 # $1 is the new root, which the hooks get
INITRD=No mmdebstrap --variant=essential --quiet --include="$packages" \
    --dpkgopt=force-unsafe-io \
    --aptopt='APT::Install-Recommends "false"' \
    --skip=download/empty,essential/unlink \
    --setup-hook='mkdir -p "$1/var/cache/apt/archives"' \
    --setup-hook="sync-in '$PWD/debs' /var/cache/apt/archives" \
    --customize-hook="sync-out /var/cache/apt/archives '$PWD/debs'" \
    --customize-hook='chroot "$1" dracut --force --no-hostonly --compress "zstd -1" --kver "$(ls "$1/lib/modules")" /boot/initramfs.img' \
    '' root.tar "$@"
