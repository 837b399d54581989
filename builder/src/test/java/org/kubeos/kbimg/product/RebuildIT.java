package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

/** The example built again with a base in the cache, which may not be the one that it is taken for. */
@ExtendWith(SharedOutputs.class)
class RebuildIT {

    private final BuiltImage first = BuiltImage.example();

    @TempDir
    private Path temp;

    private final Path cache = Path.of("target/it/rebuild-cache").toAbsolutePath();

    @AfterEach
    void removeCopies() {
        Tool.run("rm", "-rf", cache.toString()).expectSuccess();
    }

    /** The cache of all tests, but for the bases: those are links of its own. */
    @BeforeEach
    void copyBases() throws IOException {
        Tool.run("rm", "-rf", cache.toString()).expectSuccess();
        Product.cacheOfBases(cache);
        // Bases are replaced, never written to, so links to them do.
        Tool.run("cp", "-a", "--link", Product.CACHE.resolve("bases").toString(), cache.toString())
                .expectSuccess();
    }

    @Test
    void aBaseThatIsStillRightIsUsedAgain() throws IOException {
        assertThat(rebuild()).doesNotContain("Installing packages");
        expectTheSameOutputs();
    }

    @Test
    void whatWasMadeOfAnotherBaseIsThrownAway() throws IOException {
        Path other = expectInstead("debian-0000.tar");
        Tool.run("cp", first.file("kubeos.tar").toString(), other.toString()).expectSuccess();
        Files.writeString(temp.resolve("stranger"), "of another base");
        Tool.run("tar", "--append", "--file=" + other, "--directory=" + temp, "stranger")
                .expectSuccess();

        assertThat(rebuild()).doesNotContain("Installing packages");
        expectTheSameOutputs();
    }

    @Test
    void aBaseThatCannotEvenBeReadDoesNotMatter() throws IOException {
        Files.writeString(expectInstead("debian-0000.tar"), "no archive");

        assertThat(rebuild()).doesNotContain("Installing packages").doesNotContain("no archive");
        expectTheSameOutputs();
    }

    /** Lets every request expect this base. */
    private Path expectInstead(String base) throws IOException {
        for (Path link : expected()) {
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of(base));
        }
        return cache.resolve("bases").resolve(base);
    }

    private List<Path> expected() throws IOException {
        var links = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(cache.resolve("bases"), "expected-*")) {
            found.forEach(links::add);
        }
        assertThat(links).isNotEmpty();
        return links;
    }

    private String rebuild() {
        return Product.runWithCache(
                        cache,
                        "create",
                        "vm-image",
                        "-f",
                        Product.EXAMPLE.toString(),
                        "-o",
                        temp.resolve("out").toString())
                .expectSuccess()
                .text();
    }

    private void expectTheSameOutputs() throws IOException {
        for (String name : List.of(
                "system.qcow2", "update.img", "kubeos.tar", "sbom.cdx.json", "provenance.json", "manifest.json")) {
            Tool.run(
                            "cmp",
                            first.file(name).toString(),
                            temp.resolve("out").resolve(name).toString())
                    .expectSuccess();
        }
        assertThat(temp.resolve("out/.kbimg-unfinished")).doesNotExist();
    }
}
