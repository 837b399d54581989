package org.kubeos.kbimg.artifact.sbom;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The copyright file of a Debian package.
 *
 * @see <a href="https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/">the machine-readable format</a>
 */
final class DebianCopyright {

    private static final String FORMAT = "copyright-format/1.0";
    private static final String FILES = "Files:";
    private static final String LICENSE = "License:";

    private DebianCopyright() {}

    /**
     * The licenses that a copyright file tells of.
     *
     * @param file where it is in the image
     */
    static LicenseClaim claim(String text, String file) {
        int endOfHead = text.indexOf('\n');
        boolean readable = endOfHead > 0
                && text.startsWith("Format")
                && text.substring(0, endOfHead).contains(FORMAT);
        return readable ? LicenseClaim.ofDebian(licensesOfFiles(text), file) : LicenseClaim.in(file);
    }

    /** Those of paragraphs about files. The others only give the texts of licenses. */
    private static SortedSet<String> licensesOfFiles(String text) {
        var licenses = new TreeSet<String>();
        boolean ofFiles = false;
        String license = "";
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            if (isBlank(text, start, end)) {
                add(license, ofFiles, licenses);
                ofFiles = false;
                license = "";
            } else if (text.startsWith(FILES, start)) {
                ofFiles = true;
            } else if (text.startsWith(LICENSE, start)) {
                license = text.substring(start + LICENSE.length(), end).strip();
            }
            start = end + 1;
        }
        add(license, ofFiles, licenses);
        return licenses;
    }

    private static void add(String license, boolean ofFiles, SortedSet<String> licenses) {
        if (ofFiles && !license.isEmpty()) {
            licenses.add(license);
        }
    }

    private static boolean isBlank(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) > ' ') {
                return false;
            }
        }
        return true;
    }
}
