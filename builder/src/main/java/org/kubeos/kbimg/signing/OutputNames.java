package org.kubeos.kbimg.signing;

/** The names of the files that vouch for the outputs of a build, which lie beside these. */
public final class OutputNames {

    /** The digests of all outputs, in the format of {@code sha256sum}. */
    public static final String DIGESTS = "SHA256SUMS";

    /** The certificates of the key that signs, its own first. */
    public static final String CERTIFICATE = "certificate.pem";

    private static final String SIGNATURE = ".sig";

    private OutputNames() {}

    /** The name of a file's signature. */
    public static String signature(String file) {
        return file + SIGNATURE;
    }

    /** The file that a signature is of. */
    public static String signed(String signature) {
        return signature.substring(0, signature.lastIndexOf(SIGNATURE));
    }

    /** Whether {@code name} is the name of a signature of {@code file}: others' signatures have a suffix behind that of the build. */
    public static boolean isSignature(String name, String file) {
        return name.equals(signature(file)) || name.startsWith(signature(file) + ".");
    }
}
