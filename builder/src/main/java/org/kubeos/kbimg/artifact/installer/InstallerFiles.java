package org.kubeos.kbimg.artifact.installer;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.kubeos.diskimage.tar.TarReader;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.RegularFile;

/** The files of an installer in its archive. */
public final class InstallerFiles implements Closeable {

    private final TarReader tar;
    private final Map<String, FileContent> files = new HashMap<>();

    private InstallerFiles(TarReader tar) throws IOException {
        this.tar = tar;
        for (FileNode node : tar.readAll()) {
            if (node instanceof RegularFile file) {
                files.put(file.path(), file.content());
            }
        }
    }

    /** Opens what an {@link org.kubeos.kbimg.rootfs.InstallerBuilder} has made. */
    public static InstallerFiles open(Path archive) throws IOException {
        return new InstallerFiles(TarReader.open(archive));
    }

    /** Writes the file of this name to a file. */
    public void copy(String name, Path target) throws IOException {
        try (OutputStream output = Files.newOutputStream(target)) {
            copy(name, output);
        }
    }

    /** Writes the file of this name to a stream. */
    public void copy(String name, OutputStream output) throws IOException {
        FileContent content = files.get(name);
        if (content == null) {
            throw new IOException("the installer has no file " + name);
        }
        content.copyTo(Channels.newChannel(output), 0, content.size());
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
