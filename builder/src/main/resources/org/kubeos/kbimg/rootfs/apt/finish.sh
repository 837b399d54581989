# Runs with the host's programs, in the sandbox, on a root file system whose packages are installed.
set -eu
rm -f "$1/usr/sbin/policy-rc.d"
