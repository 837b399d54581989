#!/bin/sh
# Gives files of the image back: moves the local ones above them aside, on PERSIST. That must be done before the overlays are
# mounted, since what an overlay shows is undefined once its layers change under it.
#
# The agent's list has in its first line the directory below /@RESET_DIRECTORY@ that the files go to, and in each other line
# a path. Bytes but letters, digits and a few others are written as printf's %b takes them. A slash at the end stands for a
# directory with everything in it; without it, one that the image has, too, stays, and gets the image's owner and mode.
#
# After a cut, the next boot goes on: what was moved is gone from its place, and the list is removed last. A journaling file
# system keeps that order.
#
# Anything may be in the list, and on PERSIST: only what lies in the upper layer of one of the image's union paths is moved, and
# no link is followed on the way to it.

sysroot=/sysroot
persist=$sysroot/@PERSIST_MOUNT_POINT@
conf=$sysroot/@PERSIST_CONF@
list=$persist/@RESET_LIST@
scratch=/run/kubeos-reset
probe=.kubeos-reset-probe
LC_ALL=C
export LC_ALL
umask 077

# echo would take backslashes for more than that.
say() {
    printf 'kubeos-reset: %s\n' "$*" >&2
}

exists() {
    [ -e "$1" ] || [ -L "$1" ]
}

# Whether nothing but directories is on the way from directory $1 to path $2 below it. What is missing is fine.
is_plain() {
    way=$1 rest=${2#/}
    while [ "$rest" != "${rest#*/}" ]; do
        way=$way/${rest%%/*}
        rest=${rest#*/}
        if [ -L "$way" ] || { [ -e "$way" ] && [ ! -d "$way" ]; }; then
            return 1
        fi
    done
}

# Sets path and whole from a line.
decode() {
    case $1 in
        '' | *[!A-Za-z0-9/._@%+,:=~\\-]*) return 1 ;;
    esac
    # Without the dot, line breaks at the end would be lost.
    path=$(printf '%b.' "$1")
    path=${path%.}
    whole=
    case $path in
        */) whole=yes path=${path%/} ;;
    esac
    case $path/ in
        *//* | */./* | */../*) return 1 ;;
        /*) ;;
        *) return 1 ;;
    esac
}

# Sets kind and mount to the innermost entry of persist.conf that path is in.
find_mount() {
    kind='' mount=''
    while read -r word where _; do
        case $word in
            @UNION_KIND@ | @WRITABLE_KIND@) ;;
            *) continue ;;
        esac
        case $path in
            "$where"/*) [ ${#where} -le ${#mount} ] || kind=$word mount=$where ;;
            # Something is mounted there, whatever is outside of it.
            "$where") kind='' mount=$where ;;
        esac
    done <"$conf"
}

# Asks the kernel whether the image's files show through in directory $1 of the upper layer: not in one that was removed and
# made again, which has a mark that no program here can read, nor below it. Below the layer lies a file that tells. Returns 0 for
# yes, 1 for no, 2 if that can't be told.
shows_image() {
    [ "$upper$1" != "$shown" ] || return 0
    mkdir -p "$scratch/lower$1" "$scratch/merged" && : >"$scratch/lower$1/$probe" || return 2
    mount -t overlay -o "ro,lowerdir=$upper:$scratch/lower" overlay "$scratch/merged" || return 2
    [ ! -e "$scratch/merged$1/$probe" ] || shown=$upper$1
    umount "$scratch/merged" && rm -r "$scratch/lower" || return 2
    [ "$shown" = "$upper$1" ]
}

# Makes directory $1 below the one for this reset, and those above it, like the local ones. Each appears whole or not at all.
make_aside() {
    made='' left=${1#/}/
    mkdir -p "$aside" || return
    while [ -n "$left" ]; do
        made=$made/${left%%/*}
        left=${left#*/}
        [ ! -d "$aside$made" ] || continue
        case $made in
            "$mount" | "$mount"/*) like=$upper${made#"$mount"} ;;
            *) like=$sysroot$made ;;
        esac
        mkdir -p "$aside.new" &&
            chown "$(stat -c %u:%g "$like")" "$aside.new" &&
            chmod "$(stat -c %a "$like")" "$aside.new" &&
            mv -T "$aside.new" "$aside$made" || return
    done
}

# Fails if it can't be done now, but perhaps the next time.
reset_path() {
    find_mount
    if [ "$kind" != @UNION_KIND@ ]; then
        say "$line: Not reset: it is on no union path of this image."
        return
    fi
    if mountpoint -q "$sysroot$mount"; then
        say "$line: Not reset now: $mount is mounted already."
        return 1
    fi
    layers=@UNION_DIRECTORY@$mount
    upper=$persist/$layers/@UPPER@
    name=${path#"$mount"}
    if ! is_plain "$persist" "$layers/@UPPER@$name" || ! is_plain "$aside" "$path" || [ -L "$aside.new" ]; then
        say "$line: Not reset: something else than directories is on the way, such as a link."
        return
    fi
    # Perhaps it was moved before a cut, or it is in a directory that was.
    exists "$upper$name" || return 0
    if ! is_plain "$sysroot" "$path" || ! exists "$sysroot$path"; then
        say "$line: Not reset: this version of the image has no such file."
        return
    fi
    shows_image "${name%/*}"
    case $? in
        0) ;;
        1)
            say "$line: Not reset: a directory above it was removed and made again. That one can be reset as a whole."
            return
            ;;
        *) return 1 ;;
    esac
    if [ -z "$whole" ] && [ ! -L "$upper$name" ] && [ -d "$upper$name" ] && [ ! -L "$sysroot$path" ] && [ -d "$sysroot$path" ]; then
        { exists "$aside$path" || make_aside "$path"; } &&
            chown "$(stat -c %u:%g "$sysroot$path")" "$upper$name" &&
            chmod "$(stat -c %a "$sysroot$path")" "$upper$name" &&
            say "$line: Reset."
        return
    fi
    make_aside "${path%/*}" || return
    target=$aside$path copies=0
    while exists "$target"; do
        copies=$((copies + 1))
        target="$aside$path.~$copies~"
    done
    mv -T "$upper$name" "$target" && say "$line: Reset."
}

if ! is_plain "$persist" "@RESET_LIST@" || [ -L "$list" ] || [ ! -f "$list" ]; then
    exit 0
fi
undone=
shown=
{
    read -r directory
    case $directory in
        '' | *[!0-9TZ-]*)
            say "The list is not one of the agent's. Nothing is reset."
            directory=none
            ;;
    esac
    aside=$persist/@RESET_DIRECTORY@/$directory
    if ! is_plain "$persist" "@RESET_DIRECTORY@/$directory/"; then
        say "There is something else than a directory at /@RESET_DIRECTORY@/$directory, such as a link. Nothing is reset."
        directory=none
    fi
    number=1
    while [ "$directory" != none ] && { IFS= read -r line || [ -n "$line" ]; }; do
        number=$((number + 1))
        if decode "$line"; then
            reset_path || undone=yes
        else
            say "Line $number of the list has no path; skipped."
        fi
    done
} <"$list"
[ -z "$undone" ] || exit 1
rm -f "$list"
