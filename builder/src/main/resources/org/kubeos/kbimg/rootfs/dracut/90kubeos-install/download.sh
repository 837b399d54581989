# shellcheck shell=sh
# The archive's way from the web server to the disk. It is streamed to the spare slot, which nothing uses yet, so that
# memory need not hold it. Used by kubeos-install.
# shellcheck disable=SC2154 # the settings

piece=16         # MiB between two reports of progress
most_failures=6  # in a row, without a byte in between
max_redirects=5
server_advice="Check 'pxe.url', and that the server has the kubeos.tar that was built with this installer."
curl_log=/run/kubeos-install.curl
status_file=/run/kubeos-install.status
offset_file=/run/kubeos-install.offset
dd_log=/run/kubeos-install.dd

curl_quietly() {
    [ ! -f "$given/ca.pem" ] || set -- --cacert "$given/ca.pem" "$@"
    # A redirect may add TLS, but not give it up.
    case $url in
        https:*) protocols='=https' ;;
        *) protocols='=http,https' ;;
    esac
    curl --silent --show-error --fail --location --max-redirs $max_redirects \
        --proto "$protocols" --proto-redir "$protocols" --connect-timeout 20 "$@" 2>"$curl_log"
}

curl_error() {
    sed -n 's/^curl: //p' "$curl_log" | tail -n 1
}

# Whether curl's exit status $1 tells of something that won't go away by itself: a wrong URL or redirect, what the server
# does not have or give, or a certificate that does not match.
is_permanent() {
    case $1 in
        1 | 3 | 47 | 51 | 58 | 60 | 77) return 0 ;;
        22) grep -q 'error: 4' "$curl_log" && ! grep -q 'error: 4\(08\|29\)' "$curl_log" ;;
        *) return 1 ;;
    esac
}

# What to do about curl's exit status $1.
advice() {
    case $1 in
        1) echo "An https URL is not redirected to one without TLS: correct the server's redirect, or 'pxe.url'." ;;
        51 | 60 | 77) echo "Check the server's certificate, 'pxe.ca', and the clock of this machine, which says $(date -u)." ;;
        *) echo "$server_advice" ;;
    esac
}

# Before anything on the disk is changed.
ask_server() {
    failures=0
    until curl_quietly --head --max-time 60 --output /dev/null "$url"; do
        status=$?
        failures=$((failures + 1))
        if is_permanent $status || [ $failures -ge $most_failures ]; then
            fail "The archive $url can't be had: $(curl_error). $(advice $status)"
        fi
        say "No answer from the server yet: $(curl_error)."
        sleep $((failures * 2))
    done
}

download_archive() {
    spare=$(partition "$spare_number")
    say "Downloading $url, $(mebibytes "$size")."
    offset=0 failures=0
    while [ "$offset" -lt "$size" ]; do
        before=$offset
        # Slower than 1 KiB/s for 30 s counts as dead.
        {
            curl_quietly --speed-limit 1024 --speed-time 30 --continue-at "$offset" "$url"
            echo $? >"$status_file"
        } | write_pieces
        offset=$(cat "$offset_file")
        judge_transfer "$(cat "$status_file")"
    done
    sync
}

# Writes standard input to the spare slot from $offset on, and keeps account of how far it is in a file: each side of a
# pipe is a shell of its own.
write_pieces() {
    echo "$offset" >"$offset_file"
    while [ "$offset" -le "$size" ]; do
        dd of="$spare" bs=1M count=$piece iflag=fullblock oflag=seek_bytes seek="$offset" conv=notrunc 2>"$dd_log" ||
            fail "The archive can't be written to $spare: $(cat "$dd_log")."
        written=$(sed -n 's/^\([0-9]*\) bytes\{0,1\} .*/\1/p' "$dd_log")
        [ "$written" -gt 0 ] || return 0
        offset=$((offset + written))
        echo "$offset" >"$offset_file"
        say "Downloaded $(mebibytes "$offset") of $(mebibytes "$size")."
    done
}

# Decides what follows a transfer that has ended with curl's exit status $1: nothing, another one from where it stopped,
# or the end of the installation.
judge_transfer() {
    if [ "$offset" -gt "$size" ] || { [ "$1" -eq 0 ] && [ "$offset" -lt "$size" ]; }; then
        fail "The archive $url has another size than the installer expects, $size bytes. $server_advice"
    fi
    [ "$offset" -lt "$size" ] || return 0
    if [ "$1" -eq 33 ]; then
        say "The server can't continue a download; starting from its beginning."
        offset=0
    fi
    if [ "$offset" -gt "$before" ]; then
        failures=0
    fi
    failures=$((failures + 1))
    if is_permanent "$1" || [ $failures -gt $most_failures ]; then
        fail "The download of $url stopped at $(mebibytes "$offset") of $(mebibytes "$size"): $(curl_error). Check the" \
            "server and the network."
    fi
    say "The download was interrupted at $(mebibytes "$offset"): $(curl_error). Trying again."
    sleep $((failures * 2))
}

# What counts is what the disk gives back.
verify_archive() {
    say "Verifying the archive."
    echo 3 >/proc/sys/vm/drop_caches
    found=$(head -c "$size" "$spare" | sha256sum | cut -d ' ' -f 1)
    [ "$found" = "$sha256" ] ||
        fail "The archive $url is not the one that was built with this installer, or damaged: its SHA-256 is $found" \
            "instead of $sha256. $server_advice"
}
