rm -rf --one-file-system -- "$1"
