# shellcheck disable=SC2034 # for the scripts that this is put before
set -eu

# Reads an id map of /proc and prints the first id and the number of ids that the sandbox's users get: subordinate ids, so
# that none of them is the caller's or the host's root. Where all ids are the caller's to give, they are a range above
# those that systemd gives to containers (docs of systemd, "Users, Groups, UIDs and GIDs on systemd Systems").
subordinate_ids() {
    first=0
    count=0
    while read -r inside _ length; do
        if [ "$length" -eq 4294967295 ]; then
            echo 1879048192 65536
            return
        fi
        if [ "$inside" -eq 0 ]; then
            inside=1
            length=$((length - 1))
        fi
        if [ "$length" -gt "$count" ]; then
            first=$inside
            count=$length
        fi
    done <"$1"
    echo "$first $count"
}

read -r first_uid uids <<EOF
$(subordinate_ids /proc/self/uid_map)
EOF
read -r first_gid gids <<EOF
$(subordinate_ids /proc/self/gid_map)
EOF
