# shellcheck shell=sh
# Messages, and how an installation ends. Used by kubeos-install.
# shellcheck disable=SC2154 # the settings

log=/run/kubeos-install.log
retry_delay=60 # seconds
ended=

# Everything that commands print goes to the log alone.
open_log() {
    exec </dev/null >>"$log" 2>&1
    trap 'end_unexpectedly' EXIT
}

# Tells the log and everyone who looks: the screen and the serial lines that the kernel writes to.
say() {
    echo "kubeos-install: $*"
    to_consoles "kubeos-install: $*"
}

to_consoles() {
    # The kernel's consoles: names in one line, with blanks between.
    tr ' ' '\n' </sys/class/tty/console/active | while read -r console; do
        printf '%s\n' "$1" >"/dev/$console"
    done
}

# Ends the installation. The line that tells why is the last one, below the log.
fail() {
    ended=yes
    echo "kubeos-install: FAILED: $*"
    to_consoles "$(printf -- '----- end of the log -----\n'; tail -n 40 "$log"; printf -- '-----')"
    to_consoles "kubeos-install: FAILED: $*"
    case $on_failure in
        shell)
            to_consoles "kubeos-install: The log is $log; 'reboot -f' restarts the machine."
            while :; do
                setsid sh -c 'exec sh -i </dev/console >/dev/console 2>&1'
                sleep 1
            done
            ;;
        poweroff)
            to_consoles 'kubeos-install: Switching off.'
            poweroff -f
            ;;
        *)
            to_consoles "kubeos-install: Restarting in $retry_delay s."
            sleep "$retry_delay"
            reboot -f
            ;;
    esac
    exit 1
}

end_unexpectedly() {
    [ -n "$ended" ] || fail "The installer itself has failed; the log tells where. Please report it."
}

finish() {
    ended=yes
    say "Installed KubeOS $version on $disk. Restarting."
    sync
    reboot -f
}

uptime_seconds() {
    read -r uptime _ </proc/uptime
    echo "${uptime%.*}"
}

mebibytes() {
    echo "$(($1 >> 20)) MiB"
}
