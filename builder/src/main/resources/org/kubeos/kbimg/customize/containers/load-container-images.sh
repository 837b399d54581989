#!/bin/sh
# Usage: load-container-images ctr|podman|docker STORAGE
# Loads the container images in container-images/list into a runtime, whose state is in the directory STORAGE. Each line of
# the list is the name of an archive or an image layout, which changes with its content, followed by the images' names. What
# has been loaded is noted in STORAGE itself, so that the note goes when the images go. An image that was deleted since, as
# kubelet does when the disk is nearly full, is loaded again.
set -eu

program=$1
loaded=$2/.kubeos-container-images
directory=/usr/lib/kubeos/container-images

has() {
    case $program in
        ctr) ctr --namespace k8s.io images list --quiet "name==$1" | grep -qxF -- "$1" ;;
        podman) podman image exists "$1" ;;
        docker) docker image inspect "$1" >/dev/null 2>&1 ;;
    esac
}

has_all() {
    for name; do
        has "$name" || return
    done
}

load() {
    case $program in
        ctr) ctr --namespace k8s.io images import - ;;
        podman | docker) "$program" load --quiet ;;
    esac
}

load_archive() {
    if [ -d "$directory/$1" ]; then
        tar -C "$directory/$1" -cf - . | load
    else
        load <"$directory/$1"
    fi
}

mkdir -p "$2"
touch "$loaded"
while read -r archive names; do
    # shellcheck disable=SC2086 # names have no blanks
    if grep -qxF -- "$archive" "$loaded" && has_all $names; then
        continue
    fi
    load_archive "$archive"
    # The next line may replace an image that this one brought under the same name.
    grep -qxF -- "$archive" "$loaded" || echo "$archive" >>"$loaded"
done <"$directory/list"
