package org.kubeos.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesBinariesTest {

    @TempDir
    private Path temp;

    @Test
    void takesWhatKubebuilderAssetsHasAndTheRestFromTheCache() throws IOException {
        Path assets = Files.createDirectory(temp.resolve("assets"));
        Path apiServer = executable(assets.resolve("kube-apiserver"));
        Files.createFile(assets.resolve("kubectl"));
        Path cache = temp.resolve("xdg/kubeos-testkit/kubernetes-1.20.2-recipe" + KubernetesBuild.RECIPE);
        Files.createDirectories(cache);

        var binaries = KubernetesBinaries.find(
                Map.of(
                        "KUBEBUILDER_ASSETS",
                        assets.toString(),
                        "XDG_CACHE_HOME",
                        temp.resolve("xdg").toString()),
                temp.resolve("home"));

        assertThat(binaries.program("kube-apiserver")).isEqualTo(apiServer);
        assertThat(binaries.program("kubectl")).isEqualTo(cache.resolve("kubectl"));
        assertThat(binaries.program("kubelet")).isEqualTo(cache.resolve("kubelet"));
    }

    @Test
    void cacheIsInTheHomeDirectoryUnlessToldOtherwise() throws IOException {
        Path cache = temp.resolve(".cache/kubeos-testkit/kubernetes-1.20.2-recipe" + KubernetesBuild.RECIPE);
        Files.createDirectories(cache);
        var binaries = KubernetesBinaries.find(Map.of("XDG_CACHE_HOME", "relative"), temp);
        assertThat(binaries.program("etcd")).isEqualTo(cache.resolve("etcd"));
    }

    @Test
    void refusesProgramsThatAreNoneOfKubernetes() {
        var binaries = KubernetesBinaries.find(Map.of(), temp);
        assertThatThrownBy(() -> binaries.program("../sh"))
                .hasMessageStartingWith("Can't find ../sh: the programs of Kubernetes are [etcd, kube-apiserver, ");
    }

    /** A writer stands for a compiler that goes on after its build was killed. */
    @Test
    void removesWhatKilledBuildsHaveLeftEvenWhileItIsWrittenTo() throws Exception {
        Path left = Files.createDirectories(temp.resolve("unfinished1/cache"));
        Path removing = Files.createDirectories(temp.resolve("unfinished2/old"));
        Path built = Files.createDirectory(temp.resolve("kubernetes-1.20.2-recipe1"));
        Process writer = new ProcessBuilder(
                        "sh", "-c", "i=0; while echo text >\"$1/$i\"; do i=$((i+1)); done", "writer", left.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (Files.notExists(left.resolve("100"))) {
                assertThat(writer.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            KubernetesBinaries.removeUnfinished(temp);
            assertThat(temp).isDirectoryNotContaining("glob:**unfinished*");
            assertThat(removing).doesNotExist();
            assertThat(built).isDirectory();
            assertThat(writer.waitFor()).isZero();
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void enablesSourcesInBothOfAptsStyles() {
        assertThat(SourceDownload.withSources("debian.sources", """
                        Types: deb
                        URIs: http://debian.example.org/debian
                        Suites: bookworm

                        types: deb deb-src
                        URIs: http://debian.example.org/security
                        Enabled: no
                        """)).isEqualTo("""
                        Types: deb deb-src
                        URIs: http://debian.example.org/debian
                        Suites: bookworm

                        Types: deb deb-src
                        URIs: http://debian.example.org/security
                        Enabled: no
                        """);
        assertThat(SourceDownload.withSources("extra.list", """
                        # deb http://old.example.org/ stable main
                        deb [arch=amd64] http://debian.example.org/debian bookworm main
                        """)).isEqualTo("""
                        # deb http://old.example.org/ stable main
                        deb [arch=amd64] http://debian.example.org/debian bookworm main
                        deb-src [arch=amd64] http://debian.example.org/debian bookworm main
                        """);
    }

    private static Path executable(Path file) throws IOException {
        Files.createFile(file);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
