# Started under a parent-death signal. A parent that died before the signal was armed shows here: the process has been
# adopted by another one.
[ "$PPID" = "$1" ] || exit 1
shift
exec "$@"
