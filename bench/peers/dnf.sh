#!/bin/sh
# The packages of an image installed by bare dnf from an RPM repository, and one run of dracut.
# Usage: dnf.sh MANIFEST REPOSITORY DIRECTORY. MANIFEST is kbimg's list of the packages, REPOSITORY a directory with
# signed RPMs and their key RPM-GPG-KEY-fixture; makes DIRECTORY/root. Run as root.
set -eu
if [ "$1" != --inside ]; then
    manifest=$(readlink -f "$1")
    repository=$(readlink -f "$2")
    mkdir -p "$3"
    cd "$3"
    rm -rf root
    exec unshare --mount --pid --fork "$(readlink -f "$0")" --inside "$manifest" "$repository"
fi

packages=$(sed -n '/"packages"/,$ s/.*"name" : "\([^"]*\)".*/\1/p' "$2")
mkdir -p root/dev root/proc home
mount --rbind /dev root/dev
mount -t proc proc root/proc

# Debian's rpm keeps its database in the home directory.
echo '%_dbpath /var/lib/rpm' >home/.rpmmacros
export HOME="$PWD/home"
cat >dnf.conf <<CONFIG
[main]
gpgcheck=1
repo_gpgcheck=1
install_weak_deps=0
reposdir=$PWD/none

[fixture]
name=fixture
baseurl=file://$3
gpgkey=file://$3/RPM-GPG-KEY-fixture
CONFIG
# shellcheck disable=SC2086 # a list of package names
dnf --config="$PWD/dnf.conf" --installroot="$PWD/root" --releasever=24.03 --assumeyes install $packages
chroot root dracut --force --no-hostonly --compress "zstd -1" --kver "$(ls root/lib/modules)" /boot/initramfs.img
