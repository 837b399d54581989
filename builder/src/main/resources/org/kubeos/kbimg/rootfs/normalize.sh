# Runs in the new root, after leftovers.sh. Removes what belongs to the build host, or must be each node's own.

# Package manager: what was ours, or without a user.
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/repositories.sources /etc/apt/preferences.d/kbimg
rm -f /etc/dpkg/dpkg.cfg.d/99kbimg
if [ ! -x /usr/bin/apt-get ]; then
    rm -rf /etc/apt /var/lib/apt /var/cache/apt
fi
# Kernel packages may build an initramfs of their own, beside ours; add a second copy of the kernel, named after the machine;
# and describe both to a boot loader that isn't ours.
rm -f /boot/initramfs-*.img /boot/vmlinuz-0-rescue-* /boot/.vmlinuz-0-rescue-*.hmac /boot/loader/entries/*.conf
find /var/log -type f -delete

# The build host's.
[ -L /etc/resolv.conf ] || rm -f /etc/resolv.conf
rm -f /etc/.resolv.conf.systemd-resolved.bak
rm -f /etc/hostname

# Each node's own.
rm -f /var/lib/dbus/machine-id /var/lib/systemd/random-seed /var/lib/systemd/credential.secret
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub
: >/etc/machine-id
chmod 0644 /etc/machine-id
