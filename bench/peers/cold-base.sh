#!/bin/sh
# kbimg's whole build without a cached base, but with the packages and package lists of earlier builds.
# Usage: cold-base.sh KBIMG CONFIG DIRECTORY. KBIMG_CACHE names the cache.
set -eu
"$1" cache clear --quiet
rm -rf "$3"
exec "$1" create vm-image -f "$2" -o "$3" --quiet
