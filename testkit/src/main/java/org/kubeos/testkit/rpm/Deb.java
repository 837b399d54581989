package org.kubeos.testkit.rpm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.kubeos.testkit.Tool;

/** A Debian package, read with dpkg-deb. */
record Deb(Path archive, Map<String, String> fields) {

    static Deb open(Path archive) {
        var fields = new HashMap<String, String>();
        for (String line : Tool.run("dpkg-deb", "--field", archive.toString())
                .expectSuccess()
                .lines()) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith(" ")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return new Deb(archive, Map.copyOf(fields));
    }

    String name() {
        return field("Package");
    }

    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    boolean isEssential() {
        return field("Essential").equals("yes");
    }

    /** Its files where a system with a merged /usr has them. Hard links become files of their own. */
    List<RpmFile> files() {
        byte[] tar = Tool.run("dpkg-deb", "--fsys-tarfile", archive.toString())
                .expectSuccess()
                .output();
        var files = new ArrayList<RpmFile>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            var contents = new HashMap<String, byte[]>();
            TarArchiveEntry entry;
            while ((entry = in.getNextEntry()) != null) {
                if (entry.isFile()) {
                    contents.put(entry.getName(), in.readAllBytes());
                }
                files.add(file(entry, contents));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(archive + " is damaged", e);
        }
        Set<String> inUse = parents(files);
        files.removeIf(file -> isPlainDirectory(file) && inUse.contains(file.path()));
        return files;
    }

    private static RpmFile file(TarArchiveEntry entry, Map<String, byte[]> contents) {
        String path = merged(entry.getName());
        RpmFile.Kind kind;
        if (entry.isDirectory()) {
            kind = new RpmFile.Directory();
        } else if (entry.isSymbolicLink()) {
            kind = new RpmFile.Link(entry.getLinkName());
        } else {
            byte[] content =
                    Objects.requireNonNull(contents.get(entry.isLink() ? entry.getLinkName() : entry.getName()));
            kind = new RpmFile.Regular(content, path.startsWith("/etc/"));
        }
        return new RpmFile(
                path,
                kind,
                entry.getMode() & 07777,
                entry.getUserName(),
                entry.getGroupName(),
                Instant.ofEpochSecond(entry.getLastModifiedTime().toInstant().getEpochSecond()));
    }

    private static String merged(String name) {
        String path = name.replaceFirst("^\\./?", "/");
        path = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return path.matches("/(bin|sbin|lib|lib32|lib64|libx32)(/.*)?") ? "/usr" + path : path;
    }

    private static Set<String> parents(List<RpmFile> files) {
        var parents = new HashSet<String>();
        for (RpmFile file : files) {
            parents.add(file.path().substring(0, file.path().lastIndexOf('/')));
        }
        return parents;
    }

    /** A directory that rpm makes by itself when it has files to put there. */
    private static boolean isPlainDirectory(RpmFile file) {
        return file.kind() instanceof RpmFile.Directory
                && file.mode() == 0755
                && file.user().equals("root")
                && file.group().equals("root");
    }
}
