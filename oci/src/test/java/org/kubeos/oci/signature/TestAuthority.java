package org.kubeos.oci.signature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kubeos.testkit.Tool;

/** A certificate authority made by OpenSSL, whose certificates are valid for two days. */
record TestAuthority(Path directory, String name, List<X509Certificate> chain) {

    static final String CODE_SIGNING =
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n"
                    + "subjectAltName=email:%s@example.org\n";
    static final String AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";

    static TestAuthority create(Path directory, String name) throws IOException {
        openssl(
                directory,
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + name
                        + " -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign"
                        + " -keyout " + name + ".key -out " + name + ".crt");
        return new TestAuthority(directory, name, List.of(read(directory.resolve(name + ".crt"))));
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    Path file() {
        return directory.resolve(name + ".crt");
    }

    /** An authority below this one. */
    TestAuthority intermediate(String subordinate) throws IOException {
        openssl(
                directory,
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + subordinate + " -keyout "
                        + subordinate + ".key -out " + subordinate + ".csr");
        return new TestAuthority(directory, subordinate, chainOf(issue(subordinate, AUTHORITY)));
    }

    /** The signer with a certificate for signing code. */
    TestSigner certify(TestSigner signer, String subject) throws IOException {
        return certify(signer, subject, CODE_SIGNING.formatted(subject));
    }

    /**
     * The signer with a certificate.
     *
     * @param subject a common name, or {@code /} for none
     * @param extensions in OpenSSL's form
     */
    TestSigner certify(TestSigner signer, String subject, String extensions) throws IOException {
        String file = subject.equals("/") ? "nameless" : subject;
        Path key = signer.writePrivate(directory.resolve(file + ".key"));
        openssl(
                directory,
                "req -new -subj " + (subject.equals("/") ? "/" : "/CN=" + subject) + " -key " + key + " -out " + file
                        + ".csr");
        return signer.with(chainOf(issue(file, extensions)));
    }

    private X509Certificate issue(String subject, String extensions) throws IOException {
        Files.writeString(directory.resolve(subject + ".ext"), extensions);
        openssl(
                directory,
                "x509 -req -in " + subject + ".csr -CA " + name + ".crt -CAkey " + name
                        + ".key -CAcreateserial -days 2 -extfile " + subject + ".ext -out " + subject + ".crt");
        return read(directory.resolve(subject + ".crt"));
    }

    private List<X509Certificate> chainOf(X509Certificate first) {
        var all = new ArrayList<>(Collections.singletonList(first));
        all.addAll(chain);
        return all;
    }

    private static X509Certificate read(Path file) throws IOException {
        try {
            return Signatures.certificates(Files.readString(file)).getFirst();
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }

    private static void openssl(Path directory, String arguments) {
        var command = new ArrayList<>(List.of("env", "-C", directory.toString(), "openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Tool.run(command, new byte[0]).expectSuccess();
    }
}
