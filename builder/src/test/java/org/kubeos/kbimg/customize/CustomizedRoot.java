package org.kubeos.kbimg.customize;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.testkit.Tool;

/** A small root file system that a config is applied to, for outside tools to look at. */
public final class CustomizedRoot {

    public static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private static final String REST = "version: v1\ndistribution: debian\nsource: {repository: host}\n";

    private final List<FileNode> nodes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Path directory;

    /** With accounts, shells, a skeleton and little more. */
    public CustomizedRoot(Path directory) {
        this.directory = directory;
        for (String path : List.of(
                "etc",
                "etc/skel",
                "root",
                "home",
                "srv",
                "usr",
                "usr/bin",
                "usr/lib",
                "usr/lib/systemd",
                "usr/lib/systemd/system",
                "var",
                "opt",
                "boot")) {
            directory(path, path.equals("root") ? 0700 : 0755);
        }
        link("bin", "usr/bin");
        file("etc/passwd", 0644, """
                root:x:0:0:root:/root:/bin/bash
                daemon:x:1:1:daemon:/usr:/bin/sh
                """);
        file("etc/shadow", 0640, "root:*:20000:0:99999:7:::\ndaemon:*:20000:0:99999:7:::\n");
        file("etc/group", 0644, "root:x:0:\ndaemon:x:1:\nshadow:x:42:\n");
        file("etc/gshadow", 0640, "root:*::\ndaemon:*::\nshadow:*::\n");
        file("etc/shells", 0644, "# shells\n/bin/sh\n/bin/bash\n");
        file("etc/skel/.profile", 0644, "umask 022\n");
        file("usr/bin/bash", 0755, "#!\n");
        file("usr/bin/sh", 0755, "#!\n");
    }

    public void directory(String path, int mode) {
        nodes.add(new FileNode.Directory(path, FileMetadata.ofRoot(mode, TIME)));
    }

    public void file(String path, int mode, String text) {
        nodes.add(new FileNode.RegularFile(
                path, FileMetadata.ofRoot(mode, TIME), FileContent.of(text.getBytes(StandardCharsets.UTF_8))));
    }

    public void link(String path, String target) {
        nodes.add(new FileNode.SymbolicLink(path, FileMetadata.ofRoot(0777, TIME), target));
    }

    /** The tree with {@code yaml} applied to it. */
    public FileTree customize(String yaml) {
        try {
            return customize(new FileTree(nodes, TIME), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Customizes a tree: a later config on what an earlier one has made. Without a word about it, there is no agent. */
    FileTree customize(FileTree tree, String yaml) throws IOException {
        String agent = yaml.contains("agent:") ? "" : "agent: none\n";
        String source = ("\n" + yaml).contains("\nsource:") ? REST.replaceAll("source:.*\n", "") : REST;
        Path config = Files.writeString(directory.resolve("kbimg.yaml"), source + agent + yaml);
        Customization.apply(
                new ConfigReader(List.of("debian")).read(config, List.of()), this::agent, tree, warnings::add);
        return tree;
    }

    /** A program that does nothing, in the place of the agent that comes with kbimg. */
    private AgentRuntime agent() {
        Path archive = directory.resolve("agent.tar");
        try (var tar = TarWriter.create(archive)) {
            var time = FileMetadata.ofRoot(0755, Instant.EPOCH);
            var content = FileContent.of("#!/bin/true\n".getBytes(StandardCharsets.UTF_8));
            tar.write(new FileNode.RegularFile("usr/bin/os-agent", time, content));
            tar.write(new FileNode.RegularFile("usr/bin/kubeos", time, content));
            tar.write(new FileNode.Directory("usr/lib/kubeos/agent", time));
            tar.write(new FileNode.RegularFile(
                    "usr/lib/kubeos/agent/release", FileMetadata.ofRoot(0644, Instant.EPOCH), content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return AgentRuntime.open(archive);
    }

    /** What was said of the config's applications. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The tree as it is, without any config. */
    public FileTree original() {
        return new FileTree(nodes, TIME);
    }

    /** Writes a tree as an archive. */
    public Path archive(FileTree tree, String name) {
        Path archive = directory.resolve(name + ".tar");
        try (var tar = TarWriter.create(archive)) {
            for (FileNode node : tree.nodes()) {
                tar.write(node);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive;
    }

    /** Unpacks a tree with GNU tar, with its owners if root does it. */
    public Path unpack(FileTree tree, String name) {
        Path root = directory.resolve(name);
        try {
            Files.createDirectory(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Tool.run("tar", "-xpf", archive(tree, name).toString(), "--numeric-owner", "-C", root.toString())
                .expectSuccess();
        return root;
    }

    /** The lines of GNU tar's listing of a tree: mode, owner, size, date, time, path. */
    public List<String> listing(FileTree tree) {
        return Tool.run("tar", "-tvf", archive(tree, "listed").toString(), "--numeric-owner")
                .expectSuccess()
                .lines()
                .stream()
                .map(line -> line.replaceAll(" +", " ").replaceFirst("/$", ""))
                .toList();
    }
}
