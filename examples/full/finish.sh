#!/bin/sh
# Runs in the finished root file system, as root, without a network.
set -eu
echo "finishing $1"
printf '%s\n' "$@" "$GREETING" "$(id -u)" "$(ls /sys/class/net)" >/usr/share/finished
chown deploy:builders /usr/share/finished
