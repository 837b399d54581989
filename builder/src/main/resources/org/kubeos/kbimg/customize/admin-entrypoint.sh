#!/bin/bash
# Lets in whoever has the private key to the public one that comes from outside: in the variable SSH_PUBLIC_KEY, or mounted as
# /etc/secret-volume/ssh-pub-key, as upstream's manifests have it. The image itself holds no key.
set -eu

mounted=/etc/secret-volume/ssh-pub-key
keys=/run/kubeos-admin/authorized_keys

if [ -z "${SSH_PUBLIC_KEY:-}" ] && [ ! -s "$mounted" ]; then
    echo "kubeos-admin: no public key. Set SSH_PUBLIC_KEY, or mount a file as $mounted." >&2
    exit 1
fi
umask 077
mkdir -p /run/kubeos-admin /run/sshd
{
    printf '%s\n' "${SSH_PUBLIC_KEY:-}"
    [ ! -s "$mounted" ] || cat "$mounted"
} >"$keys"
if ! ssh-keygen -l -f "$keys" >/dev/null; then
    echo "kubeos-admin: what was given is no public SSH key; it is the one line of a file such as id_ed25519.pub." >&2
    exit 1
fi
unset SSH_PUBLIC_KEY

# Each container's own. Who wants to keep them mounts a volume at /etc/ssh.
ssh-keygen -A >/dev/null
exec /usr/sbin/sshd -D -e -f /usr/lib/kubeos/admin-sshd_config "$@"
