package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.container.ImageAttachments;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.SignatureConfig.Signing;
import org.kubeos.kbimg.signing.FileSigner;
import org.kubeos.kbimg.signing.OutputNames;
import org.kubeos.oci.signature.Signer;

/**
 * The files that vouch for the other outputs: {@code SHA256SUMS} with the digests of all of them, the manifest included, and
 * signatures if the config has a key. The signature of {@code SHA256SUMS} covers everything; those of single files are for
 * people who copy a file without the others. An object is for one build.
 */
final class OutputSignatures {

    private final Optional<Signing> signing;
    private Optional<FileSigner> signer = Optional.empty();

    OutputSignatures(ImageConfig config) {
        this.signing = config.signatures().signing();
    }

    /**
     * Reads the key, before anything is built.
     *
     * @throws org.kubeos.kbimg.UsageException if it can't be used, or its certificate has expired
     */
    void open() {
        signer = signing.map(Signing::validSigner);
    }

    /**
     * What container images carry: statements, and the same key's signatures. The key must be open when the first one is signed.
     */
    ImageAttachments attachments(ImageAttachments.Statements statements) {
        return new ImageAttachments(
                statements, signing.map(key -> new ImageAttachments.Signing(new OpenedSigner(), key.annotations())));
    }

    private final class OpenedSigner implements Signer {

        private FileSigner opened() {
            return signer.orElseThrow(() -> new IllegalStateException("the key is opened before the first step"));
        }

        @Override
        public byte[] sign(byte[] message) {
            return opened().sign(message);
        }

        @Override
        public PublicKey publicKey() {
            return opened().publicKey();
        }

        @Override
        public List<X509Certificate> chain() {
            return opened().chain();
        }
    }

    /** The names of the files that vouch for {@code files}. */
    List<String> names(List<String> files) {
        var names = new ArrayList<String>();
        if (signing.isPresent()) {
            files.stream().filter(this::isSigned).map(OutputNames::signature).forEach(names::add);
            names.add(OutputNames.signature(OutputNames.DIGESTS));
            signing.get().certificate().ifPresent(_ -> names.add(OutputNames.CERTIFICATE));
        }
        names.add(OutputNames.DIGESTS);
        return names;
    }

    /** The same, for {@code plan}. */
    List<Output> outputs(List<String> files) {
        return names(files).stream()
                .map(name -> new Output(name, OutputSignatures.meaning(name)))
                .toList();
    }

    private static String meaning(String name) {
        return switch (name) {
            case OutputNames.DIGESTS -> "digests of these, for sha256sum --check";
            case OutputNames.CERTIFICATE -> "certificate of the key that signs";
            default -> "signature of " + OutputNames.signed(name);
        };
    }

    /** Whether a file has a signature of its own: it is large and goes places alone, and its digest can be signed. */
    private boolean isSigned(String file) {
        boolean alone = file.equals(RootfsArchive.FILE)
                || file.equals(VmImage.UPDATE_IMAGE)
                || Arrays.stream(DiskFormat.values())
                        .anyMatch(format -> format.fileName().equals(file));
        return alone && signer.map(opened -> opened.key().signsDigests()).orElse(true);
    }

    /**
     * Writes the files.
     *
     * @param files the other outputs; the manifest is there, too
     * @param digests those that are known of them
     */
    void write(OutputDirectory output, List<String> files, FileDigests digests) throws IOException {
        var sums = new StringBuilder();
        var all = new ArrayList<>(files);
        all.add(Manifest.FILE);
        for (String file : all) {
            byte[] digest = digests.of(output.unfinished(file));
            sums.append(HexFormat.of().formatHex(digest))
                    .append("  ")
                    .append(file)
                    .append('\n');
            if (signer.isPresent() && isSigned(file)) {
                writeSignature(file, signer.get().key().signDigest(digest), output);
            }
        }
        byte[] content = sums.toString().getBytes(StandardCharsets.UTF_8);
        Files.write(output.unfinished(OutputNames.DIGESTS), content);
        if (signer.isPresent()) {
            writeSignature(OutputNames.DIGESTS, signer.get().sign(content), output);
            Optional<Path> certificate = signing.flatMap(Signing::certificate);
            if (certificate.isPresent()) {
                Files.writeString(
                        output.unfinished(OutputNames.CERTIFICATE), signer.get().certificatePem());
            }
        }
    }

    /**
     * Moves the outputs to their places, and removes signatures of what was there before.
     *
     * @param documents those of the files that hold no secrets; nor do the signatures
     */
    List<Path> publish(List<String> files, Collection<String> documents, OutputDirectory output) throws IOException {
        var replaced = new ArrayList<>(files);
        replaced.add(OutputNames.DIGESTS);
        output.withdraw(name -> name.equals(OutputNames.CERTIFICATE)
                || name.equals(OutputNames.DIGESTS)
                || replaced.stream().anyMatch(file -> OutputNames.isSignature(name, file)));
        var names = new ArrayList<>(files);
        names.addAll(names(files));
        var readable = new ArrayList<>(names(files));
        readable.addAll(documents);
        return output.publish(names, readable, Manifest.FILE);
    }

    private static void writeSignature(String file, byte[] signature, OutputDirectory output) throws IOException {
        // As cosign sign-blob writes it.
        String text = Base64.getEncoder().encodeToString(signature) + "\n";
        Files.writeString(output.unfinished(OutputNames.signature(file)), text);
    }
}
