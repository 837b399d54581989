#!/bin/sh
# What emergency.service runs in the initramfs, in place of dracut's, which gives a shell to anybody at the console. It tells
# what failed and asks for the password that root has in the slot. A machine that nobody logs in to restarts, or does what the
# kernel parameter rd.emergency says; a slot on trial (rd.shell=0) does so at once. rd.shell=1 and rd.break have dracut's shell:
# who can give kernel parameters needs no password.

sysroot=/sysroot
login_deadline=300 # seconds
logged_in=/run/kubeos-emergency.login

# sulogin starts this script again, as the shell of who has logged in.
if [ -n "$KUBEOS_EMERGENCY" ]; then
    unset KUBEOS_EMERGENCY SUSHELL
    : >"$logged_in"
    exec /bin/sh -i
fi

# shellcheck source=/dev/null
. /lib/dracut-lib.sh

# Tells every console: a name in a line each, with other columns behind.
say() {
    while read -r console _; do
        printf '%s\r\n' "kubeos-emergency: $*" >"/dev/$console"
    done </proc/consoles
}

failed_units() {
    systemctl list-units --state=failed --plain --no-legend | while read -r unit _; do
        printf '%s ' "$unit"
    done
}

# Prints root's password hash in the slot, if it has one. A link could lead out of the slot.
root_hash() {
    if [ -L "$sysroot/etc" ] || [ -L "$sysroot/etc/shadow" ]; then
        return
    fi
    while IFS=: read -r name hash _; do
        case $name,$hash in
            root,*[!A-Za-z0-9./\$=,_-]*) return ;;
            root,\$*) echo "$hash" ;;
        esac
    done <"$sysroot/etc/shadow"
}

act() {
    action=$(getarg rd.emergency)
    case $action in
        halt | poweroff) ;;
        *) action=reboot ;;
    esac
    say "Nobody has logged in: $action."
    "$action" --force
}

act_unless_logged_in() {
    sleep "$login_deadline"
    [ -e "$logged_in" ] || act
}

ask_for_password() {
    sed -i "s|^root:[^:]*:|root:$1:|" /etc/passwd
    rm -f "$logged_in"
    # sulogin's own time limit would also end a shell on another console.
    act_unless_logged_in &
    deadline=$!
    KUBEOS_EMERGENCY=yes SUSHELL=$0 sulogin
    [ -e "$logged_in" ] || wait "$deadline"
    kill "$deadline"
}

if getargbool 0 rd.shell || getarg rd.break >/dev/null; then
    exec "$(command -v dracut-emergency)"
fi
# What waited for something in vain tells of what.
hook=emergency source_hook emergency
failed=$(failed_units)
say "KubeOS does not start. Failed: ${failed:-see the messages above}"
if ! getargbool 1 rd.shell; then
    [ -n "$(getarg rd.emergency)" ] || sleep "$login_deadline"
    act
    exit
fi
hash=$(root_hash 2>/dev/null)
if [ -n "$hash" ]; then
    say "Log in as root for a shell; 'journalctl' shows the log, and the end of the shell tries again."
    say "If nobody logs in within $login_deadline s, the machine restarts."
    ask_for_password "$hash"
else
    say "There is no root password to ask for, hence no shell. To get one, add rd.shell=1 to the kernel parameters in the"
    say "boot menu (key e). The machine restarts in $login_deadline s."
    sleep "$login_deadline"
    act
fi
