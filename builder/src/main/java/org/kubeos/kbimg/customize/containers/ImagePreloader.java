package org.kubeos.kbimg.customize.containers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ContainerRuntime;
import org.kubeos.kbimg.config.node.HostFileTree;
import org.kubeos.kbimg.config.node.PreloadedImages;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.customize.units.UnitEnabler;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.oci.Digest;

/**
 * Container images that come with a node. The runtimes' stores are databases that only they write, so the images' archives
 * are part of the root file system, and a service loads them.
 */
public final class ImagePreloader {

    private static final String DIRECTORY = "usr/lib/kubeos/container-images";
    private static final String LIST = DIRECTORY + "/list";
    private static final String LOADER = "usr/lib/kubeos/load-container-images";
    private static final String UNIT = "kubeos-container-images.service";

    private static final int DIGITS = 12;

    /** A runtime whose images can be loaded, the program that does it, and the unit that must be running for that. */
    private enum Loader {
        CONTAINERD(ContainerRuntime.CONTAINERD, "ctr", "containerd.service"),
        PODMAN(ContainerRuntime.PODMAN, "podman", ""),
        DOCKER(ContainerRuntime.DOCKER, "docker", "docker.service");

        private final ContainerRuntime runtime;
        private final String program;
        private final String service;

        Loader(ContainerRuntime runtime, String program, String service) {
            this.runtime = runtime;
            this.program = program;
            this.service = service;
        }

        private String unit() {
            String needs = service.isEmpty() ? "" : "Requires=" + service + "\nAfter=" + service + "\n";
            return """
                    [Unit]
                    Description=Load the container images that come with this version
                    ConditionPathExists=/%s
                    %sBefore=kubelet.service crio.service

                    [Service]
                    Type=oneshot
                    RemainAfterExit=yes
                    ExecStart=/%s %s %s

                    [Install]
                    WantedBy=multi-user.target
                    """.formatted(LIST, needs, LOADER, program, runtime.storage());
        }
    }

    private ImagePreloader() {}

    /**
     * Adds images and the service that loads them.
     *
     * @throws UsageException if the node has no runtime that they could be loaded into
     */
    public static void install(List<PreloadedImages> archives, InstalledRuntimes runtimes, FileTree tree) {
        if (archives.isEmpty()) {
            return;
        }
        Loader loader = Arrays.stream(Loader.values())
                .filter(candidate -> runtimes.include(candidate.runtime))
                .findFirst()
                .orElseThrow(
                        () -> new UsageException(
                                "containerImages: the root file system has no container runtime to"
                                        + " load the images into; add one to packages, such as containerd, podman, or docker.io"));
        var list = new StringBuilder();
        for (PreloadedImages archive : archives) {
            list.append(add(archive, tree));
            archive.names().forEach(name -> list.append(' ').append(name));
            list.append('\n');
        }
        tree.writeText(LIST, list.toString());
        tree.writeFile(
                LOADER,
                0755,
                FileContent.of(BundledResource.text(ImagePreloader.class, "load-container-images.sh")
                        .getBytes(StandardCharsets.UTF_8)));
        tree.writeText("usr/lib/systemd/system/" + UNIT, loader.unit());
        new UnitEnabler(tree).enableIfPresent(UNIT);
    }

    /** Adds an archive or a layout, and returns its name: another name for other content. */
    private static String add(PreloadedImages archive, FileTree tree) {
        Path location = archive.location();
        try {
            boolean layout = Files.isDirectory(location);
            String digest = digest(layout ? location.resolve("index.json") : location);
            String name = plain(location) + "-" + digest + (layout ? "" : ".tar");
            String target = DIRECTORY + "/" + name;
            for (HostFileTree.Entry entry : HostFileTree.walk(location)) {
                String path = entry.path().toString().isEmpty() ? target : target + "/" + entry.path();
                switch (entry.kind()) {
                    case DIRECTORY -> tree.makeDirectory(path);
                    case FILE -> tree.writeFile(path, 0644, FileContent.of(entry.file()));
                    case LINK ->
                        throw new BuildException("containerImages: " + entry.file()
                                + " is a symbolic link, which an image layout can't have");
                }
            }
            return name;
        } catch (IOException e) {
            throw new BuildException("Can't read the container images " + location + ": " + e.getMessage(), e);
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file);
                DigestInputStream in = Digest.reading(content)) {
            in.transferTo(OutputStream.nullOutputStream());
            return Digest.of(in.getMessageDigest()).hex().substring(0, DIGITS);
        }
    }

    /** The location's own name, in characters that need no quoting in the list. */
    private static String plain(Path location) {
        String name = String.valueOf(location.getFileName()).replaceFirst("\\.tar$", "");
        return name.chars()
                .mapToObj(c -> Character.toString(c))
                .map(c -> c.matches("[A-Za-z0-9._]") ? c : "-")
                .collect(Collectors.joining());
    }
}
