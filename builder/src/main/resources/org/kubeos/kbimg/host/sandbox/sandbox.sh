# shellcheck disable=SC2154 # ids.sh sets first_uid, uids, first_gid and gids

# Prepares the sandbox and runs bubblewrap in it. Runs with a mount namespace of its own, as root or as the root of an
# ordinary user's user namespace; nothing of what is prepared needs cleaning up, since it ends with the namespaces.
#
# Arguments: the text of parent-guard.sh; the seccomp filter, for printf; whose ids to use,
# "caller" or "subordinate"; "none", "host" or "guest" for the network; a file to read from, or nothing; the root file
# system to run in or beside, or nothing; what else is bound into the sandbox; "--"; bubblewrap and its arguments, where
# the bound files and directories are /sys/0, /sys/1, and so on.
parent_guard=$1
filter=$2
ids=$3
network=$4
input=$5
root=$6
shift 6
umask 022

# When memory runs out, the kernel is to choose from the sandbox.
echo 500 >/proc/self/oom_score_adj

# What the caller can read by its path, the sandbox's users may not be able to reach, or may not read: so directories are
# bound to a place that they can reach, and files copied there. /sys exists everywhere and holds nothing that is needed here.
stage=/sys
mount -t tmpfs -o mode=0755,nosuid,nodev,size=10% tmpfs "$stage"
bound=0
while [ "$1" != -- ]; do
    if [ -f "$1" ] && [ "$ids" = subordinate ]; then
        cat "$1" >"$stage/$bound"
    else
        if [ -d "$1" ]; then mkdir "$stage/$bound"; else : >"$stage/$bound"; fi
        mount --rbind "$1" "$stage/$bound"
    fi
    bound=$((bound + 1))
    shift
done
shift

# Mount points must be directories of the root itself: a link might lead anywhere. Nothing runs in it now.
if [ -n "$root" ]; then
    for directory in dev proc run sys tmp; do
        if [ -L "$root/$directory" ] || { [ -e "$root/$directory" ] && [ ! -d "$root/$directory" ]; }; then
            echo "/$directory of the root file system must be a directory, but is something else" >&2
            exit 1
        fi
        if [ ! -d "$root/$directory" ]; then
            mkdir "$root/$directory"
            chown "$first_uid:$first_gid" "$root/$directory"
        fi
    done
fi

# A core dump may be piped to a program of the host's, whatever the limit; but not where the limit is 1: core(5).
prlimit --pid $$ --core=1:1 2>/dev/null || :

# What programs see of their caller may get into what they write. The caller's priority and processors are his decision.
prlimit --pid $$ --nofile=1024:4096 2>/dev/null || prlimit --pid $$ --nofile=1024: 2>/dev/null || :
prlimit --pid $$ --stack=8388608: 2>/dev/null || :
prlimit --pid $$ --memlock=65536:65536 2>/dev/null || :
{ echo 0x33 >/proc/self/coredump_filter; } 2>/dev/null || :
processes=$(prlimit --pid $$ --nproc --raw --noheadings --output HARD)
if [ "$processes" = unlimited ] || [ "$processes" -gt 4096 ]; then processes=4096; fi

# Makes namespaces and keeps them open under names: "user", and "net" for a network of the sandbox's own.
open_namespaces() {
    mkfifo "$stage/opened" "$stage/done"
    : >"$stage/user"
    : >"$stage/net"
    # shellcheck disable=SC2016 # for the inner shell
    unshare --user "$@" -- sh -c 'echo yes && read -r _ <"$0" || :' "$stage/done" >"$stage/opened" &
    holder=$!
    if ! read -r _ <"$stage/opened"; then
        echo "the sandbox's user namespace can't be made" >&2
        exit 1
    fi
    echo "0 $first_uid $uids" >"/proc/$holder/uid_map"
    echo "0 $first_gid $gids" >"/proc/$holder/gid_map"
    mount --bind "/proc/$holder/ns/user" "$stage/user"
    if [ $# -gt 0 ]; then
        mount --bind "/proc/$holder/ns/net" "$stage/net"
        connect_guest
    fi
    : >"$stage/done"
    wait "$holder"
}

# A network behind a program that connects as an ordinary one would. The host's loopback addresses are not there, and
# neither are link-local ones, where clouds tell a machine its secrets.
connect_guest() {
    mkfifo "$stage/connected"
    setpriv --pdeathsig KILL -- slirp4netns --configure --mtu=65520 --disable-host-loopback --enable-sandbox \
        --enable-seccomp --ready-fd=5 --userns-path="$stage/user" --netns-type=path "$stage/net" tap0 \
        5>"$stage/connected" >"$stage/connector.log" 2>&1 &
    if [ "$(head --bytes=1 <"$stage/connected")" != 1 ]; then
        cat "$stage/connector.log" >&2
        echo "slirp4netns can't connect the sandbox to the network" >&2
        exit 1
    fi
    nsenter --user="$stage/user" --net="$stage/net" --setuid 0 --setgid 0 -- ip route add unreachable 169.254.0.0/16
}

# Tells the root which name server there is: slirp4netns, which asks the host's. Where /etc/resolv.conf is a link, it leads
# to a file of /run, which is ours. Where there is none, one is made for the time.
made=
announce_name_server() {
    echo "nameserver 10.0.2.3" >"$stage/resolv.conf"
    mkdir "$stage/run"
    : >"$stage/arguments"
    if [ -L "$root/etc" ] || [ ! -d "$root/etc" ]; then return; fi
    if [ -L "$root/etc/resolv.conf" ]; then
        link=$(readlink "$root/etc/resolv.conf")
        case /$link/ in
            */../*/../*) ;;
            //run/* | /../run/*)
                file=$stage/run/${link#*run/}
                mkdir -p "${file%/*}"
                cp "$stage/resolv.conf" "$file"
                ;;
        esac
    else
        if [ ! -e "$root/etc/resolv.conf" ]; then
            : >"$root/etc/resolv.conf"
            chown "$first_uid:$first_gid" "$root/etc/resolv.conf"
            made=$root/etc/resolv.conf
        fi
        if [ -f "$root/etc/resolv.conf" ]; then
            printf '%s\000' --ro-bind "$stage/resolv.conf" /etc/resolv.conf >"$stage/arguments"
        fi
    fi
    chown -R "$first_uid:$first_gid" "$stage/run"
}

# A shell can't do this: it leaves signals alone that were ignored when it started.
set -- env --default-signal "$@"
if [ "$ids" = subordinate ]; then
    if [ "$network" = guest ]; then
        open_namespaces --net
        announce_name_server
        exec 6<"$stage/arguments"
        net=--net=$stage/net
    else
        open_namespaces
        net=
    fi
    set -- nsenter --user="$stage/user" ${net:+"$net"} --setuid 0 --setgid 0 -- prlimit --nproc="$processes" -- \
        setpriv --pdeathsig KILL -- sh -c "$parent_guard" parent-guard $$ "$@"
else
    set -- setpriv --pdeathsig KILL -- sh -c "$parent_guard" parent-guard $$ "$@"
fi
# shellcheck disable=SC2059 # the filter consists of octal escapes
printf "$filter" >"$stage/filter"
exec 7<"$stage/filter"
if [ -n "$input" ]; then exec <"$input"; fi
status=0
"$@" || status=$?
if [ -n "$made" ] && [ ! -L "$root/etc" ]; then rm -f "$made"; fi
exit "$status"
