package org.kubeos.nodelayout;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whose signatures a node trusts: {@code policy.json}, and beside it a PEM file for each public key and each authority. They are
 * in the root slot, which is read-only, so that only an image that was trusted can change who is trusted.
 *
 * <pre>
 * {
 *   "format": 1,
 *   "threshold": 1,
 *   "keys": ["key-3f9a….pub"],
 *   "authorities": ["authority-77c0….pem"],
 *   "annotations": {"channel": "stable"}
 * }
 * </pre>
 *
 * @param keys file names of public keys
 * @param authorities file names of certificates
 * @param threshold how many different signers must have signed an image, at least 1
 * @param annotations that a signature must have to count
 */
public record TrustStore(
        List<String> keys, List<String> authorities, int threshold, SortedMap<String, String> annotations) {

    /** The directory of the files, as tar archives have it. */
    public static final String DIRECTORY = "usr/lib/kubeos/trust";

    /** The policy's path. */
    public static final String POLICY = DIRECTORY + "/policy.json";

    private static final int FORMAT = 1;

    /** Creates the policy's content. */
    public TrustStore {
        keys = List.copyOf(keys);
        authorities = List.copyOf(authorities);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        if (threshold < 1) {
            throw new IllegalArgumentException("the threshold is " + threshold);
        }
    }

    /** The file name of a public key, by its fingerprint in hexadecimal digits. */
    public static String keyFile(String fingerprint) {
        return "key-" + fingerprint + ".pub";
    }

    /** The file name of an authority's certificate, by its fingerprint in hexadecimal digits. */
    public static String authorityFile(String fingerprint) {
        return "authority-" + fingerprint + ".pem";
    }

    /** The policy's text. */
    public String text() {
        String required = annotations.entrySet().stream()
                .map(entry -> quote(entry.getKey()) + ": " + quote(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
        return "{\n  \"format\": " + FORMAT
                + ",\n  \"threshold\": " + threshold
                + ",\n  \"keys\": " + list(keys)
                + ",\n  \"authorities\": " + list(authorities)
                + ",\n  \"annotations\": " + required
                + "\n}\n";
    }

    private static String list(List<String> names) {
        return names.stream().map(TrustStore::quote).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A string of JSON. Source: RFC 8259, section 7. */
    private static String quote(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ') {
                quoted.append(String.format("\\u%04x", (int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
