package org.kubeos.kbimg.artifact.verify;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.signing.KeyFileException;
import org.kubeos.kbimg.signing.OutputNames;
import org.kubeos.kbimg.signing.TrustFiles;
import org.kubeos.oci.signature.BlobVerifier;
import org.kubeos.oci.signature.SignedBy;
import org.kubeos.oci.signature.TrustPolicy;

/**
 * Verifies files by the signatures that lie beside them: {@code NAME.sig}, and {@code NAME.sig.ANYTHING} by other people, each in
 * Base64.
 *
 * @param now the time at which certificates must be valid
 */
public record FileVerifier(TrustPolicy policy, Instant now) {

    /** In characters: RSA's largest signature takes 2732. */
    private static final int MAX_SIGNATURE = 4096;

    /** Signatures of one file that are looked at. */
    private static final int MAX_SIGNATURES = 100;

    /**
     * Verifies a file by its own signature or, if it has none, by that of {@code SHA256SUMS} beside it.
     *
     * @throws org.kubeos.oci.signature.UntrustedImageException if too few of those who are trusted have signed it
     * @throws BuildException if it has no signature, or differs from what was signed
     */
    public VerifiedFiles verifyFile(Path file) throws IOException {
        Path directory = file.toAbsolutePath().normalize().resolveSibling("");
        String name = String.valueOf(file.getFileName());
        if (!signatures(directory, name).isEmpty()) {
            try (InputStream content = Files.newInputStream(file)) {
                List<SignedBy> signers = verify(directory, name, content, Files.size(file), policy);
                return new VerifiedFiles(signers, List.of(name), List.of());
            }
        }
        Optional<DigestList> list =
                DigestList.in(directory).filter(found -> found.digests().containsKey(name));
        if (list.isEmpty()) {
            throw new BuildException("Can't trust " + file + ": it has no signature, which would be "
                    + OutputNames.signature(name) + " beside it, and no " + OutputNames.DIGESTS + " lists it.");
        }
        List<SignedBy> signers = verifyList(directory, list.get());
        Optional<String> difference = list.get().difference(directory, name, new FileDigests());
        if (difference.isPresent()) {
            throw new BuildException("Can't trust " + file + ": it is " + difference.get() + ", compared with "
                    + OutputNames.DIGESTS + ", which is signed.");
        }
        return new VerifiedFiles(signers, List.of(name), List.of());
    }

    /**
     * Verifies all outputs of a build: the signature of {@code SHA256SUMS}, each file's digest, and each file's own signature.
     *
     * @throws org.kubeos.oci.signature.UntrustedImageException if too few of those who are trusted have signed it
     * @throws BuildException if a file is missing or changed; the message names all of them
     */
    public VerifiedFiles verifyDirectory(Path directory) throws IOException {
        DigestList list = DigestList.in(directory)
                .orElseThrow(() -> new BuildException("Can't trust " + directory + ": it has no " + OutputNames.DIGESTS
                        + ", so it doesn't hold the outputs of a build."));
        List<SignedBy> signers = verifyList(directory, list);
        var digests = new FileDigests();
        var differences = new TreeMap<String, String>();
        for (String name : list.digests().keySet()) {
            list.difference(directory, name, digests).ifPresent(word -> differences.put(name, word));
        }
        if (!list.digests().containsKey(Manifest.FILE)) {
            differences.put(Manifest.FILE, "not listed");
        }
        if (!differences.isEmpty()) {
            throw new BuildException("Can't trust " + directory + ": it differs from what was signed:\n"
                    + differences.entrySet().stream()
                            .map(entry -> "  " + entry.getKey() + ": " + entry.getValue())
                            .collect(Collectors.joining("\n")));
        }
        verifySignaturesOfFiles(directory, list);
        return new VerifiedFiles(signers, List.copyOf(list.digests().keySet()), uncovered(directory, list));
    }

    private List<SignedBy> verifyList(Path directory, DigestList list) throws IOException {
        var content = new ByteArrayInputStream(list.content());
        return verify(directory, OutputNames.DIGESTS, content, list.content().length, policy);
    }

    /** Several people sign the list, but a build alone signs single files. */
    private void verifySignaturesOfFiles(Path directory, DigestList list) throws IOException {
        var anyone = new TrustPolicy(policy.keys(), policy.authorities(), 1, policy.annotations());
        for (String name : list.digests().keySet()) {
            if (!signatures(directory, name).isEmpty()) {
                Path file = directory.resolve(name);
                try (InputStream content = Files.newInputStream(file)) {
                    verify(directory, name, content, Files.size(file), anyone);
                }
            }
        }
    }

    private List<SignedBy> verify(Path directory, String name, InputStream content, long size, TrustPolicy policy)
            throws IOException {
        var signatures = new ArrayList<byte[]>();
        for (Path file : signatures(directory, name)) {
            decode(file).ifPresent(signatures::add);
        }
        return BlobVerifier.verify(name, content, size, signatures, certificates(directory), policy, now);
    }

    private static List<Path> signatures(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> OutputNames.isSignature(String.valueOf(file.getFileName()), name))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .limit(MAX_SIGNATURES)
                    .toList();
        }
    }

    /** What is no signature doesn't count. */
    private static Optional<byte[]> decode(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(MAX_SIGNATURE);
            return Optional.of(Base64.getMimeDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private List<X509Certificate> certificates(Path directory) {
        Path file = directory.resolve(OutputNames.CERTIFICATE);
        if (policy.authorities().isEmpty() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try {
            return TrustFiles.authorities(file);
        } catch (KeyFileException e) {
            throw new BuildException("Can't use the certificate beside the signatures: " + e.reason() + ".", e);
        }
    }

    private static List<String> uncovered(Path directory, DigestList list) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !list.digests().containsKey(name))
                    .filter(name -> !name.equals(OutputNames.DIGESTS) && !name.equals(OutputNames.CERTIFICATE))
                    .filter(name -> !OutputNames.isSignature(name, OutputNames.DIGESTS)
                            && list.digests().keySet().stream().noneMatch(of -> OutputNames.isSignature(name, of)))
                    .sorted()
                    .toList();
        }
    }
}
