#!/bin/sh
# Stays in the image, and has the network with this machine's name servers.
set -eu
test -r /etc/resolv.conf
echo "resolv.conf can be read" >/usr/share/kept
