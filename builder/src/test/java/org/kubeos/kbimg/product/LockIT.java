package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** The example's administrator's container, locked, and built again where no network is, and nothing in the cache. */
class LockIT {

    private static final List<String> OFFLINE = List.of("unshare", "--net");

    @TempDir
    private Path temp;

    private Path config;

    @Test
    void lockedBuildsAndThoseFromABundleGiveTheSameBytesWithoutANetwork() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "needs root for a namespace without a network");
        config = Files.writeString(
                temp.resolve("node.yaml"),
                Files.readString(Path.of("../examples/admin-image.yaml"))
                        .replace("\nadminImage:\n", "\nadminImage:\n  layout: layout\n"));
        Path bundle = temp.resolve("bundle");

        String unlocked = image("unlocked", List.of(), Product.CACHE, List.of());
        assertThat(kbimg(List.of(), Product.CACHE, List.of("lock", "-f", config.toString()))
                        .expectSuccess()
                        .text())
                .contains(" is written: ");
        assertThat(image("locked", OFFLINE, Product.CACHE, List.of("--locked"))).isEqualTo(unlocked);
        kbimg(List.of(), Product.CACHE, List.of("fetch", "-f", config.toString(), "-o", bundle.toString()))
                .expectSuccess();

        Path cold = temp.resolve("cache");
        Path archive;
        try (var archives = Files.newDirectoryStream(bundle.resolve("admin"), "openssh-server_*.deb")) {
            archive = archives.iterator().next();
        }
        byte[] right = Files.readAllBytes(archive);
        byte[] wrong = right.clone();
        wrong[wrong.length / 2] ^= 1;
        Files.write(archive, wrong);
        Tool.Result refused = kbimg(OFFLINE, cold, create("refused", List.of("--bundle", bundle.toString())));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.text())
                .contains(archive.getFileName() + " from ", " is another one than expected: its SHA-256 is ");
        assertThat(temp.resolve("refused")).doesNotExist();

        Files.write(archive, right);
        assertThat(image("bundled", OFFLINE, cold, List.of("--bundle", bundle.toString())))
                .isEqualTo(unlocked);
    }

    /** The digest of the image that a build makes, without the statements, which tell of the lock file. */
    private String image(String name, List<String> prefix, Path cache, List<String> options) throws IOException {
        Path layout = temp.resolve("layout");
        Tool.run("rm", "-rf", layout.toString()).expectSuccess();
        kbimg(prefix, cache, create(name, options)).expectSuccess();
        JsonNode attested = read(layout.resolve("index.json"));
        String index = attested.at("/manifests/0/digest").asText().replace(':', '/');
        return read(layout.resolve("blobs").resolve(index))
                .at("/manifests/0/digest")
                .asText();
    }

    private static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private List<String> create(String name, List<String> options) {
        var arguments = new ArrayList<>(List.of("create", "admin-image", "-f", config.toString()));
        arguments.addAll(List.of("-o", temp.resolve(name).toString()));
        arguments.addAll(options);
        return arguments;
    }

    private static Tool.Result kbimg(List<String> prefix, Path cache, List<String> arguments) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of("env", "KBIMG_CACHE=" + cache));
        command.addAll(Product.command(arguments.toArray(String[]::new)));
        return Tool.run(command, new byte[0]);
    }
}
