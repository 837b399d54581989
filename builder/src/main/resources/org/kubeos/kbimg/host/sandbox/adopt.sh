# shellcheck disable=SC2154 # ids.sh sets first_uid and first_gid

# Gives a directory, with all that kbimg has put there, to the sandbox's users, with modes that don't depend on the caller's
# umask; directories that are sticky or that nobody may write to have theirs on purpose. Files that have other names, too,
# are the cache's: they stay the caller's, whom the sandbox can't write as.
cd "$1" || exit
find . -xdev -type d -perm -0200 ! -perm -1000 -exec chmod 0755 {} +
find . -xdev -type f -links 1 -exec chmod 0644 {} +
find . -xdev \( -type d -o -links 1 \) -exec chown --no-dereference "$first_uid:$first_gid" {} +
