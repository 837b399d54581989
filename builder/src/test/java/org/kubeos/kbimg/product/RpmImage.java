package org.kubeos.kbimg.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The openEuler example's image, from signed RPMs that come over HTTP; built once for all tests by whoever needs it. */
final class RpmImage {

    private static final Path EXAMPLE = Product.EXAMPLE.resolveSibling("openeuler.yaml");
    private static final Path WORK = Path.of("target/it/rpm-config").toAbsolutePath();
    private static final Path OUT = SharedOutputs.directory(SharedOutputs.RPM);

    /** What lists of packages for openEuler have that the example needs not. */
    private static final String USUAL_PACKAGES = ", NetworkManager, selinux-policy-targeted";

    static {
        build();
    }

    private RpmImage() {}

    static Path file(String name) {
        return OUT.resolve(name);
    }

    /** A config in a directory that whoever builds can read, with the key beside it. */
    static Path config(Path directory) throws IOException {
        Path key = directory.resolve("key.asc");
        Files.write(key, Files.readAllBytes(RpmSource.key()));
        return Files.writeString(
                directory.resolve("rpm.yaml"),
                Files.readString(EXAMPLE)
                        .replace("https://repo.example.org/openeuler/everything/x86_64/", RpmSource.url())
                        .replace("/etc/pki/rpm-gpg/RPM-GPG-KEY-openEuler", key.toString())
                        .replace("packages: [openssh-server]", "packages: [openssh-server" + USUAL_PACKAGES + "]"));
    }

    private static void build() {
        BuiltImage.delete(OUT);
        try {
            Path config = config(Files.createDirectories(WORK));
            Product.run("create", "vm-image", "-f", config.toString(), "-o", OUT.toString())
                    .expectSuccess();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
