package org.kubeos.agent.settings.document;

import java.util.Arrays;
import java.util.List;

/**
 * The name of a kernel parameter, which may be written with dots or slashes. If the first separator is a slash, all dots belong
 * to names; if it is a dot, dots separate, and slashes stand for dots: {@code net.ipv4.conf.eth0/1.rp_filter}.
 *
 * @param path below {@code /proc/sys}, with slashes
 * @see <a href="https://man7.org/linux/man-pages/man5/sysctl.d.5.html">sysctl.d(5)</a>
 */
public record SysctlName(String path) {

    /**
     * Reads a name.
     *
     * @throws DocumentException if it can't be one
     */
    public static SysctlName parse(String name) throws DocumentException {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        boolean dotted = dot >= 0 && (slash < 0 || dot < slash);
        return ofPath(dotted ? swapped(name) : name);
    }

    /**
     * A name with slashes.
     *
     * @throws DocumentException if a part is empty, or leads elsewhere
     */
    public static SysctlName ofPath(String path) throws DocumentException {
        List<String> parts = Arrays.asList(path.split("/", -1));
        boolean valid = parts.stream()
                .allMatch(part -> !part.isEmpty()
                        && !part.equals(".")
                        && !part.equals("..")
                        && part.chars().allMatch(c -> c > ' ' && c < 0x7F && "=#;\"'*?[]".indexOf(c) < 0));
        if (!valid) {
            throw new DocumentException("not the name of a kernel parameter, such as net.ipv4.ip_forward");
        }
        return new SysctlName(path);
    }

    private static String swapped(String name) {
        return name.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }

    /** The name as it is usually written: with dots, if none of its parts has one. */
    public String written() {
        return path.contains(".") ? path : path.replace('/', '.');
    }
}
