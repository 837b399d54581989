package org.kubeos.kbimg.customize.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.customize.CustomizedRoot;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.testkit.Tool;

/** Storage of container runtimes, and images that come with a node. */
class ContainersTest {

    private static final String PERSIST_CONF = "usr/lib/kubeos/persist.conf";
    private static final String DIRECTORY = "usr/lib/kubeos/container-images";

    @TempDir
    private Path temp;

    private CustomizedRoot root;

    @BeforeEach
    void makeRoot() {
        root = new CustomizedRoot(temp);
    }

    @ParameterizedTest
    @CsvSource({
        "usr/bin/containerd, /var/lib/containerd",
        "usr/bin/dockerd, /var/lib/docker",
        "usr/bin/crio, /var/lib/containers",
        "usr/bin/podman, /var/lib/containers",
        "usr/bin/kubelet, /var/lib/kubelet",
    })
    void theStorageOfAnInstalledRuntimeIsAWritablePath(String program, String storage) {
        root.file(program, 0755, "");
        FileTree tree = root.customize("");
        assertThat(persistConf(tree)).contains("union /var", "writable " + storage);
        assertThat(root.listing(tree)).anyMatch(line -> line.endsWith(" persist/writable" + storage));
    }

    @Test
    void withoutARuntimeThereIsNone() {
        assertThat(persistConf(root.customize(""))).noneMatch(line -> line.startsWith("writable"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "files: [{source: kubelet, target: /usr/bin/}]",
                "files: [{source: kubelet, target: /usr/local/bin/kubelet}]",
                "files: [{source: tree, target: /usr}]",
            })
    void aRuntimeMayComeFromTheConfigsFiles(String yaml) throws IOException {
        Files.writeString(temp.resolve("kubelet"), "");
        Files.writeString(Files.createDirectories(temp.resolve("tree/bin")).resolve("kubelet"), "");
        assertThat(persistConf(root.customize(yaml))).contains("writable /var/lib/kubelet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "persist: {union: [/etc], writable: [/var/lib]}",
                "disk: {partitions: [{label: IMAGES, size: 64MiB, mount: /var/lib/containerd}]}",
                "files: [{link: /srv/containerd, target: /var/lib/containerd}]",
            })
    void aConfigMayPlaceItElsewhere(String yaml) {
        root.file("usr/bin/containerd", 0755, "");
        assertThat(persistConf(root.customize(yaml))).doesNotContain("writable /var/lib/containerd");
    }

    @Test
    void imagesAreInTheRootWithAServiceThatLoadsThem() {
        root.file("usr/bin/containerd", 0755, "");
        root.file("usr/lib/systemd/system/containerd.service", 0644, "[Service]\n");
        archive("app.tar", "app:v1", "linux/amd64");
        FileTree tree = root.customize("architecture: x86_64\ncontainerImages: [app.tar, 'oci:layout']\n");
        List<String> list =
                tree.readText(DIRECTORY + "/list").orElseThrow().lines().toList();
        assertThat(list.getFirst()).matches("app-[0-9a-f]{12}\\.tar docker.io/library/app:v1");
        assertThat(list.getLast()).matches("layout-[0-9a-f]{12} registry.example.org/app:v1");
        assertThat(tree.exists(DIRECTORY + "/" + list.getFirst().split(" ")[0])).isTrue();
        assertThat(tree.exists(DIRECTORY + "/" + list.getLast().split(" ")[0] + "/index.json"))
                .isTrue();
        assertThat(tree.readText("usr/lib/systemd/system/kubeos-container-images.service")
                        .orElseThrow())
                .contains("Requires=containerd.service", "Before=kubelet.service");
        assertThat(tree.find("etc/systemd/system/multi-user.target.wants/kubeos-container-images.service"))
                .isPresent();
    }

    @Test
    void otherContentHasAnotherName() {
        root.file("usr/bin/podman", 0755, "");
        archive("app.tar", "app:v1", "linux/amd64");
        String before = root.customize("architecture: x86_64\ncontainerImages: [app.tar]\n")
                .readText(DIRECTORY + "/list")
                .orElseThrow();
        archive("app.tar", "app:v2", "linux/amd64");
        assertThat(root.customize("architecture: x86_64\ncontainerImages: [app.tar]\n")
                        .readText(DIRECTORY + "/list")
                        .orElseThrow()
                        .split(" ")[0])
                .isNotEqualTo(before.split(" ")[0]);
    }

    @Test
    void imagesNeedARuntime() {
        archive("app.tar", "app:v1", "linux/amd64");
        assertThatThrownBy(() -> root.customize("architecture: x86_64\ncontainerImages: [app.tar]\n"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("containerd, podman, or docker.io");
    }

    /** The loader, with a runtime that keeps its images as lines of a file. */
    @Test
    void theLoaderLoadsWhatIsMissingAndNothingElse() throws IOException {
        Path storage = Files.createDirectory(temp.resolve("storage"));
        Path images = Files.createDirectory(temp.resolve("images"));
        Files.writeString(images.resolve("list"), "a-1.tar example.org/a:1\nb-1.tar example.org/b:1\n");
        Files.writeString(images.resolve("a-1.tar"), "example.org/a:1\n");
        Files.writeString(images.resolve("b-1.tar"), "example.org/b:1\n");
        Path store = Files.writeString(storage.resolve("images"), "");
        Path log = Files.writeString(storage.resolve("log"), "");
        program("ctr", """
                case "$*" in
                    *list*) grep -xF -- "${6#name==}" %1$s ;;
                    *import*) tee -a %1$s >>%2$s ;;
                esac
                """.formatted(store, log));

        load(images, storage);
        assertThat(log).hasContent("example.org/a:1\nexample.org/b:1\n");
        load(images, storage);
        assertThat(log).hasContent("example.org/a:1\nexample.org/b:1\n");

        Files.writeString(store, "example.org/b:1\n"); // somebody deleted a
        load(images, storage);
        assertThat(log).hasContent("example.org/a:1\nexample.org/b:1\nexample.org/a:1\n");

        Files.move(images.resolve("b-1.tar"), images.resolve("b-2.tar")); // another version under the same name
        Files.writeString(images.resolve("list"), "a-1.tar example.org/a:1\nb-2.tar example.org/b:1\n");
        load(images, storage);
        assertThat(log).hasContent("example.org/a:1\nexample.org/b:1\nexample.org/a:1\nexample.org/b:1\n");
    }

    private void load(Path images, Path storage) throws IOException {
        String script = new String(
                ImagePreloader.class
                        .getResourceAsStream("load-container-images.sh")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path loader = Files.writeString(
                temp.resolve("loader"), script.replace("directory=/" + DIRECTORY, "directory=" + images));
        Tool.run(
                        "env",
                        "PATH=" + temp.resolve("programs") + ":" + System.getenv("PATH"),
                        "sh",
                        loader.toString(),
                        "ctr",
                        storage.toString())
                .expectSuccess();
    }

    private void program(String name, String body) throws IOException {
        Path file = Files.writeString(
                Files.createDirectories(temp.resolve("programs")).resolve(name), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** An archive and a layout of an empty image, made by skopeo and umoci. */
    private void archive(String file, String name, String platform) {
        Path layout = temp.resolve("layout");
        Tool.run("rm", "-rf", layout.toString(), temp.resolve(file).toString()).expectSuccess();
        Tool.run("umoci", "init", "--layout", layout.toString()).expectSuccess();
        Tool.run("umoci", "new", "--image", layout + ":v1").expectSuccess();
        Tool.run(
                        "umoci",
                        "config",
                        "--image",
                        layout + ":v1",
                        "--os",
                        platform.split("/")[0],
                        "--architecture",
                        platform.split("/")[1])
                .expectSuccess();
        Tool.run("skopeo", "copy", "-q", "oci:" + layout + ":v1", "docker-archive:" + temp.resolve(file) + ":" + name)
                .expectSuccess();
        Tool.run("rm", "-rf", layout.toString()).expectSuccess();
        Tool.run(
                        "skopeo",
                        "copy",
                        "-q",
                        "docker-archive:" + temp.resolve(file),
                        "oci:" + layout + ":registry.example.org/app:v1")
                .expectSuccess();
    }

    private static List<String> persistConf(FileTree tree) {
        return tree.readText(PERSIST_CONF).orElseThrow().lines().toList();
    }
}
