# Runs in the new root. Removes what the installation left behind that differs from run to run, belongs to the build
# host, or must be each node's own.
set -eu

# Package manager: what was ours, or without a user.
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/0* /etc/apt/preferences.d/kbimg /etc/apt/apt.conf.d/*mmdebstrap
rm -f /etc/dpkg/dpkg.cfg.d/99mmdebstrap
if [ -x /usr/bin/apt-get ]; then
    rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives
else
    rm -rf /etc/apt /var/lib/apt /var/cache/apt
fi
rm -f /var/lib/dpkg/*-old /var/cache/debconf/*-old /var/lib/dpkg/lock* /var/lib/dpkg/triggers/Lock
rm -rf /var/lib/dnf /var/cache/dnf
rm -f /var/lib/rpm/.rpm.lock
# What is left of the transactions of rpm's database, when all of it is in the database itself.
if [ ! -s /var/lib/rpm/rpmdb.sqlite-wal ]; then
    rm -f /var/lib/rpm/rpmdb.sqlite-wal /var/lib/rpm/rpmdb.sqlite-shm
fi
# Kernel packages may build an initramfs of their own, beside ours.
rm -f /boot/initramfs-*.img
rm -f /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- /etc/subuid- /etc/subgid- /etc/.pwd.lock
rm -f /var/cache/ldconfig/aux-cache
find /var/log -type f -delete
rm -rf /var/tmp/* /root/.cache

# The build host's.
[ -L /etc/resolv.conf ] || rm -f /etc/resolv.conf
rm -f /etc/.resolv.conf.systemd-resolved.bak
rm -f /etc/hostname

# Each node's own.
rm -f /var/lib/dbus/machine-id /var/lib/systemd/random-seed /var/lib/systemd/credential.secret
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub
: >/etc/machine-id
