package org.kubeos.diskimage.tree;

/**
 * A file of any type at a path, as a file system or archive holds it.
 *
 * <p>Paths are in the normal form of {@link FilePath}: {@code etc/passwd}; the root directory is {@code ""}. Names are
 * kept as Java strings whose bytes on disk are UTF-8; bytes that are not UTF-8 are not supported.
 */
public sealed interface FileNode {

    String path();

    /** The metadata; a hard link's is its target's and is ignored here. */
    FileMetadata metadata();

    /** The same file at another path. */
    FileNode withPath(String path);

    record Directory(String path, FileMetadata metadata) implements FileNode {
        @Override
        public Directory withPath(String newPath) {
            return new Directory(newPath, metadata);
        }
    }

    record RegularFile(String path, FileMetadata metadata, FileContent content) implements FileNode {
        @Override
        public RegularFile withPath(String newPath) {
            return new RegularFile(newPath, metadata, content);
        }
    }

    /** @param target what the link points to, any text of 1 to 4095 bytes */
    record SymbolicLink(String path, FileMetadata metadata, String target) implements FileNode {
        @Override
        public SymbolicLink withPath(String newPath) {
            return new SymbolicLink(newPath, metadata, target);
        }
    }

    /** @param target path, in normal form, of a node that comes before this one and is no directory */
    record HardLink(String path, FileMetadata metadata, String target) implements FileNode {
        @Override
        public HardLink withPath(String newPath) {
            return new HardLink(newPath, metadata, target);
        }
    }

    /** @param type block or character device */
    record Device(String path, FileMetadata metadata, DeviceType type, int major, int minor) implements FileNode {
        @Override
        public Device withPath(String newPath) {
            return new Device(newPath, metadata, type, major, minor);
        }
    }

    record Fifo(String path, FileMetadata metadata) implements FileNode {
        @Override
        public Fifo withPath(String newPath) {
            return new Fifo(newPath, metadata);
        }
    }

    record Socket(String path, FileMetadata metadata) implements FileNode {
        @Override
        public Socket withPath(String newPath) {
            return new Socket(newPath, metadata);
        }
    }

    enum DeviceType {
        BLOCK,
        CHARACTER
    }
}
