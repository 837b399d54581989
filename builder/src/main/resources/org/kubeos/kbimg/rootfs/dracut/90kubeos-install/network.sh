# shellcheck shell=sh
# The network, by systemd-networkd: kbimg has written its configuration. Used by kubeos-install.
# shellcheck disable=SC2154 # the settings

network_deadline=90  # seconds, for the link and an address
interface_deadline=30 # seconds

bring_up_network() {
    say "Bringing up the network: $network_text."
    [ -z "$interface" ] || await_interface
    systemctl start systemd-networkd.service || fail "systemd-networkd does not start: $(tail -n 1 "$log")."
    /usr/lib/systemd/systemd-networkd-wait-online --any --operational-state=routable --timeout="$network_deadline" ||
        explain_network
    # networkd(8) itself serves no names; its state file tells the servers that DHCP or the configuration gave.
    sed -n 's/^DNS=//p' /run/systemd/netif/state | tr ' ' '\n' | sed -n 's/^\(..*\)$/nameserver \1/p' >/etc/resolv.conf
    say "The network is up: $(addresses)."
}

# Prints the interface that the configuration names, by its name or its MAC address.
find_interface() {
    for device in /sys/class/net/*; do
        case $interface in
            "${device##*/}" | "$(cat "$device/address")")
                echo "${device##*/}"
                return
                ;;
        esac
    done
}

list_interfaces() {
    interfaces=
    for device in /sys/class/net/*; do
        [ -e "$device/device" ] || continue
        interfaces="$interfaces${interfaces:+, }${device##*/} ($(cat "$device/address"), $(link_of "$device"))"
    done
    echo "${interfaces:-none, or none that this kernel has a driver for}"
}

# An interface that is down can't be asked.
link_of() {
    if [ "$(cat "$1/carrier" 2>/dev/null)" = 1 ]; then
        echo "link up"
    else
        echo "no link"
    fi
}

await_interface() {
    end=$(($(uptime_seconds) + interface_deadline))
    until [ -n "$(find_interface)" ]; do
        [ "$(uptime_seconds)" -lt "$end" ] || fail "There is no network interface $interface. The interfaces of this" \
            "machine: $(list_interfaces). Correct 'pxe.network.interface'."
        sleep 1
    done
}

explain_network() {
    case $(list_interfaces) in
        none*) fail "This machine has no network interface that the installer has a driver for." ;;
        *"link up"*) ;;
        *) fail "No network interface has a link: $(list_interfaces). Check the cable and the switch." ;;
    esac
    case $network_text in
        DHCP*) fail "No answer to DHCP within $network_deadline s on $(list_interfaces). Check the DHCP server, or" \
            "set an address in 'pxe.network'." ;;
        *) fail "The network did not come up within $network_deadline s: $(list_interfaces). Check 'pxe.network'." ;;
    esac
}

addresses() {
    ip -oneline -4 address show scope global | sed 's/^[0-9]*: *\([^ ]*\) *inet \([^ ]*\) .*/\1 has \2/'
}

# The network configuration outlives the installation where the config says so.
keep_network() {
    [ -n "$network_file" ] || return 0
    # As kubeos-persist makes it.
    case $network_file in
        /@PERSIST_MOUNT_POINT@/@UNION_DIRECTORY@/*) (umask 077 && mkdir -p "$target/@PERSIST_MOUNT_POINT@/@UNION_DIRECTORY@") ;;
    esac
    if ! { mkdir -p "$target${network_file%/*}" &&
        cp --no-target-directory --remove-destination "$network_source" "$target$network_file" &&
        chmod "$network_mode" "$target$network_file"; }; then
        fail "The network configuration can't be written to $disk: $(tail -n 1 "$log")."
    fi
}
