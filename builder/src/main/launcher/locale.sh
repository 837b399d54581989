# Sourced by the launchers. Java reads and writes file names, arguments, and environment variables in the charset of its
# locale, and no option changes that; in the POSIX locale, which containers and cron have, that is ASCII. So Java gets a
# UTF-8 locale where the caller has none.
if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
    export LC_ALL=C.UTF-8
fi
