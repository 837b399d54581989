#!/bin/sh
# kbimg's build after a change of what the config declares: another host name each time.
# Usage: rebuild.sh KBIMG CONFIG DIRECTORY. KBIMG_CACHE names the cache, which holds the base.
set -eu
exec "$1" create vm-image -f "$2" -o "$3" --quiet --set "hostname=node-$$"
