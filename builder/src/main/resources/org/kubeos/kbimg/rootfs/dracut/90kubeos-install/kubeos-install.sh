#!/bin/sh
# Installs KubeOS on a disk of this machine, from an archive on a web server. What to install and where is told by the
# files in /etc/kubeos-install, which kbimg writes:
#   settings     variables for this script
#   partitions   the partition table, for sfdisk
#   ca.pem       who may vouch for the web server, if not those that the distribution trusts
#   volumes      a line for each partition: number, role, file system, label, mount point
#   persist-directories   the directories that it makes on PERSIST, where that may be kept
#
# A power cut at any moment leaves a disk that the next run installs to: before anything else is changed, the disk is
# marked as unfinished, and the mark goes when everything else is done. The boot loader comes last but one.
# shellcheck disable=SC2154 # the settings
set -u

parts=/usr/lib/kubeos-install
given=/etc/kubeos-install

for part in messages disk network download files boot; do
    # shellcheck disable=SC1090 # shellcheck reads them one by one
    . "$parts/$part.sh"
done
# shellcheck source=/dev/null
. "$given/settings"

open_log
say "Installing KubeOS $version."
find_disk
examine_disk
bring_up_network
ask_server

claim_disk
partition_disk
download_archive
verify_archive
make_file_systems
unpack_archive
keep_network
keep_log
format_spare_slot
install_boot_loader
release_disk
add_boot_entry
finish
