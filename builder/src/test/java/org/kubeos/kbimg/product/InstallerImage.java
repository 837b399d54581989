package org.kubeos.kbimg.product;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.kubeos.testkit.Tool;

/**
 * An installer that kbimg has made, with other settings: GNU cpio takes the files out that kbimg has put before those of
 * dracut, and puts the changed ones in their place.
 */
final class InstallerImage {

    private static final int BLOCK = 512;
    private static final byte[] TRAILER = "TRAILER!!!".getBytes(StandardCharsets.US_ASCII);

    private final Path kernel;
    private final byte[] initramfs;
    private final Path temp;

    InstallerImage(Path output, Path temp) throws IOException {
        kernel = output.resolve("vmlinuz");
        initramfs = Files.readAllBytes(output.resolve("initramfs.img"));
        this.temp = temp;
    }

    Path kernel() {
        return kernel;
    }

    /** The names of the files in dracut's part. */
    List<String> files() {
        byte[] dracut = Arrays.copyOfRange(initramfs, length(), initramfs.length);
        byte[] archive = Tool.run(List.of("zstd", "--decompress", "--stdout"), dracut)
                .expectSuccess()
                .output();
        return Tool.run(List.of("cpio", "--quiet", "--list"), archive).expectSuccess().lines().stream()
                .map(file -> file.substring(file.lastIndexOf('/') + 1))
                .toList();
    }

    /** @param settings values of the installer's variables, in place of or beside those that kbimg has set */
    Path with(Map<String, String> settings) throws IOException {
        return with(settings, Map.of());
    }

    /** @param given further files in the installer's directory, by name */
    Path with(Map<String, String> settings, Map<String, Path> given) throws IOException {
        Path files = Files.createTempDirectory(temp, "segment");
        Path first = Files.write(Files.createTempFile(temp, "first", ".cpio"), Arrays.copyOf(initramfs, length()));
        Tool.run("cpio", "--quiet", "--extract", "--directory=" + files, "--file=" + first, "--make-directories")
                .expectSuccess();
        Path file = files.resolve("etc/kubeos-install/settings");
        var text = new StringBuilder(Files.readString(file));
        settings.forEach((name, value) -> text.append("%s='%s'\n".formatted(name, value)));
        Files.writeString(file, text);
        for (Map.Entry<String, Path> entry : given.entrySet()) {
            Files.copy(entry.getValue(), file.resolveSibling(entry.getKey()));
        }
        return pack(files);
    }

    private Path pack(Path files) throws IOException {
        Path archive = Files.createTempFile(temp, "variant", ".img");
        List<String> names = Tool.run("find", files.toString(), "-mindepth", "1", "-printf", "%P\\n")
                .expectSuccess()
                .lines();
        Tool.run(
                        List.of(
                                "cpio",
                                "--quiet",
                                "--create",
                                "--format=newc",
                                "--directory=" + files,
                                "--file=" + archive.toAbsolutePath()),
                        String.join("\n", names.stream().sorted().toList()).getBytes(StandardCharsets.UTF_8))
                .expectSuccess();
        byte[] segment = Files.readAllBytes(archive);
        int rounded = Math.ceilDiv(segment.length, BLOCK) * BLOCK;
        try (var out = Files.newOutputStream(archive)) {
            out.write(Arrays.copyOf(segment, rounded));
            out.write(initramfs, length(), initramfs.length - length());
        }
        return archive;
    }

    /** Bytes of what kbimg has put first. */
    int length() {
        for (int i = 0; i < initramfs.length - TRAILER.length; i++) {
            if (Arrays.equals(initramfs, i, i + TRAILER.length, TRAILER, 0, TRAILER.length)) {
                return Math.ceilDiv(i + TRAILER.length, BLOCK) * BLOCK;
            }
        }
        throw new AssertionError("the initramfs does not start with a cpio archive");
    }
}
