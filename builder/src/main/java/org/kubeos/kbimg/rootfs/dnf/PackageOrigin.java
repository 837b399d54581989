package org.kubeos.kbimg.rootfs.dnf;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a package may come from, by its URL.
 *
 * @param repositories whose package it is; several if it lies on a mirror that may be any of theirs
 * @param base the beginning of the URL, with the user and password that the repository's own URL has
 * @param path the rest
 */
record PackageOrigin(List<DnfRepository> repositories, String base, String path) {

    private static final Pattern USER = Pattern.compile("(?<=://)[^/@\\s]*@");

    PackageOrigin {
        repositories = List.copyOf(repositories);
    }

    /** On a mirror of any of these repositories. */
    static PackageOrigin mirror(List<DnfRepository> repositories, String url) {
        int name = url.lastIndexOf('/') + 1;
        return new PackageOrigin(repositories, url.substring(0, name), url.substring(name));
    }

    /** A URL, or a text with URLs, without users and passwords. */
    static String withoutUsers(String text) {
        return USER.matcher(text).replaceAll("");
    }

    /** Scheme, host and port of a URL. */
    static String server(String url) {
        String plain = withoutUsers(url);
        int host = plain.indexOf("://");
        int end = plain.indexOf('/', host < 0 ? 0 : host + 3);
        return end < 0 ? plain : plain.substring(0, end);
    }
}
