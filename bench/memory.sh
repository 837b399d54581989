# Sourced by the benchmarks: fills the memory with cached pages, as on a machine in use.
#
# A page that a virtual machine uses for the first time, or again after its host has taken it back as free, costs several times
# as much as any other. Which command pays for that is chance.

fill_memory() {
    filler=$1
    trap 'rm -f "$filler"' EXIT
    truncate -s "$(sed -n 's/^MemAvailable: *\([0-9]*\) kB$/\1/p' /proc/meminfo)K" "$filler"
    cat "$filler" >/dev/null
}
