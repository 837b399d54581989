package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.layer.Layer;
import org.kubeos.oci.signature.Attestation;
import org.kubeos.process.Progress;

/** Makes images of one small file, with statements and signatures. */
abstract class ContainerImageFixture {

    static final String TYPE = "https://example.org/claim/v1";
    static final byte[] OS_TAR = "not really an archive".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private Path archive;

    @BeforeEach
    void makeRootFileSystem() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        SmallArchive.addBootAssets(root);
        archive = SmallArchive.pack(root, directory.resolve("root.tar"));
    }

    static Attestation statement(Image image) {
        return Attestation.of(Map.of("kubeos", image.digest()), TYPE, "{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
    }

    static ImageAttachments withStatement(Optional<EdSigner> signer) {
        return new ImageAttachments(
                (image, _) -> List.of(statement(image)),
                signer.map(one -> new ImageAttachments.Signing(one, new TreeMap<>(Map.of("channel", "stable")))));
    }

    ImageConfig config(String keys) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, "config", ".yaml"), """
                version: v1
                distribution: debian
                source: {archive: %s}
                %s
                """.formatted(archive, keys));
        return new ConfigReader(List.of("debian")).read(file, List.of());
    }

    /** @param keys of the config, such as {@code upgradeImage} */
    BuiltImage build(String keys, ImageAttachments attachments) throws IOException {
        ImageConfig config = config(keys);
        var context = new BuildContext(
                BuildInfo.load(), Instant.parse("2026-01-01T00:00:00Z"), directory.resolve("cache"), Progress.SILENT);
        Path output = Files.createTempDirectory(directory, "out");
        try (var image = new ContainerImage(
                        "kubeos",
                        ExecutionConfig.ofCommand("/bin/sh"),
                        config.images().upgrade(),
                        config,
                        (_, compression, file) -> Layer.write(
                                List.of(new FileNode.RegularFile(
                                        "os.tar",
                                        FileMetadata.ofRoot(0644, context.sourceDate()),
                                        FileContent.of(OS_TAR))),
                                compression,
                                file),
                        attachments);
                var rootfs = RootfsArchive.open(archive, config.limits());
                var outputs = OutputDirectory.open(output)) {
            var build = new Build(rootfs, outputs, context);
            for (Step step : image.steps()) {
                step.run(build);
            }
            return image.built(output);
        }
    }
}
