package org.kubeos.kbimg.host.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kubeos.kbimg.host.BundledResource;

/**
 * The system calls of one architecture that sandboxed code may make.
 *
 * @param auditArchitecture how the kernel names the architecture to filters
 * @param allowed numbers of the calls that are allowed whatever their arguments, as inclusive ranges in ascending order
 * @param cloneCall number of clone, and likewise the others, whose arguments matter
 * @see <a href="https://docs.kernel.org/userspace-api/seccomp_filter.html">Seccomp BPF</a>
 */
record SystemCalls(int auditArchitecture, List<Range> allowed, int cloneCall, int ioctl, int personality, int socket) {

    private static final String TABLE = "system-calls.txt";

    /** The same on all architectures; without it, the C library uses clone. */
    static final int CLONE3 = 435;

    /** fchmodat2: programs that try a call beyond it are prepared not to find it. */
    static final int LAST_WELL_KNOWN = 452;

    /** @param last inclusive */
    record Range(int first, int last) {}

    SystemCalls {
        allowed = List.copyOf(allowed);
    }

    /**
     * Those of the machine that this runs on.
     *
     * @param architecture by the JVM's name for it, as in {@code os.arch}
     * @throws IllegalArgumentException if there is no table for it
     */
    static SystemCalls of(String architecture) {
        return switch (architecture) {
            // AUDIT_ARCH_… of linux/audit.h
            case "amd64" -> new SystemCalls(0xC000003E, ranges(1), 56, 16, 135, 41);
            case "aarch64" -> new SystemCalls(0xC00000B7, ranges(2), 220, 29, 92, 198);
            default -> throw new IllegalArgumentException("no table of system calls for " + architecture);
        };
    }

    /** Text that changes with the table. */
    static String table() {
        return BundledResource.text(SystemCalls.class, TABLE);
    }

    private static List<Range> ranges(int column) {
        var numbers = new TreeSet<Integer>();
        rows().values().stream()
                .map(row -> row[column])
                .filter(number -> !number.equals("-"))
                .map(Integer::valueOf)
                .forEach(numbers::add);
        var ranges = new ArrayList<Range>();
        for (int number : numbers) {
            if (!ranges.isEmpty() && ranges.getLast().last() == number - 1) {
                ranges.set(ranges.size() - 1, new Range(ranges.getLast().first(), number));
            } else {
                ranges.add(new Range(number, number));
            }
        }
        return ranges;
    }

    /** The table's rows by the call's name. */
    private static Map<String, String[]> rows() {
        var rows = new TreeMap<String, String[]>();
        table().lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .forEach(row -> rows.put(row[0], row));
        return rows;
    }
}
