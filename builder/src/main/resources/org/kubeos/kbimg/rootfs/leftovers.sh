# Runs in a root. Removes what the installation of packages leaves behind and differs from run to run.
set -eu

if [ -x /usr/bin/apt-get ]; then
    rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives
fi
rm -f /var/lib/dpkg/*-old /var/cache/debconf/*-old /var/lib/dpkg/lock* /var/lib/dpkg/triggers/Lock
rm -rf /var/lib/dnf /var/cache/dnf
for database in /var/lib/rpm /usr/lib/sysimage/rpm; do
    rm -f $database/.rpm.lock
    # What is left of the transactions of rpm's database, when all of it is in the database itself.
    if [ ! -s $database/rpmdb.sqlite-wal ]; then
        rm -f $database/rpmdb.sqlite-wal $database/rpmdb.sqlite-shm
    fi
done
rm -f /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- /etc/subuid- /etc/subgid- /etc/.pwd.lock
rm -f /var/cache/ldconfig/aux-cache
rm -rf /var/tmp/* /root/.cache
