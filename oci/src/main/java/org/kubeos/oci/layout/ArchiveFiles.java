package org.kubeos.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kubeos.diskimage.tar.TarReader;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.oci.OciException;
import org.kubeos.oci.internal.BoundedInputStream;

/** The members of a tar archive, read in place. */
final class ArchiveFiles implements ImageFiles {

    private record Region(long start, long size) {}

    private final Path archive;
    private final Map<String, Region> members;

    private ArchiveFiles(Path archive, Map<String, Region> members) {
        this.archive = archive;
        this.members = members;
    }

    /** @throws OciException if it isn't a valid tar archive */
    static ArchiveFiles of(Path archive) {
        var members = new HashMap<String, Region>();
        try (TarReader tar = TarReader.open(archive)) {
            for (Optional<FileNode> node = tar.next(); node.isPresent(); node = tar.next()) {
                add(node.get(), members);
            }
        } catch (IOException e) {
            throw new OciException(
                    archive + " is not an uncompressed image archive, as written by 'docker save': " + e.getMessage(),
                    e);
        }
        return new ArchiveFiles(archive, members);
    }

    /** Docker before version 25 writes a layer that an archive has twice as a link to the first. */
    private static void add(FileNode node, Map<String, Region> members) {
        switch (node) {
            case FileNode.RegularFile(String path, var _, FileContent.FileRegion(var _, long start, long size)) ->
                members.put(path, new Region(start, size));
            case FileNode.SymbolicLink(String path, var _, String target) -> {
                Path resolved =
                        Path.of("/", FilePath.parent(path)).resolve(target).normalize();
                Region region = members.get(resolved.toString().substring(1));
                if (region != null) {
                    members.put(path, region);
                }
            }
            case FileNode other -> members.remove(other.path());
        }
    }

    @Override
    public boolean has(String name) {
        return members.containsKey(name);
    }

    private Region region(String name) {
        Region region = members.get(name);
        if (region == null) {
            throw new OciException(archive + " has no " + name + ". Is it complete?");
        }
        return region;
    }

    @Override
    public InputStream open(String name) throws IOException {
        Region region = region(name);
        FileChannel channel = FileChannel.open(archive, StandardOpenOption.READ);
        channel.position(region.start());
        return new BoundedInputStream(Channels.newInputStream(channel), region.size());
    }

    @Override
    public long size(String name) {
        return region(name).size();
    }

    @Override
    public String where() {
        return archive.toString();
    }
}
