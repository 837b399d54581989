package org.kubeos.agent.shadow;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kubeos.diskimage.ext4.DeviceNumber;
import org.kubeos.diskimage.ext4.Ext4File;
import org.kubeos.diskimage.ext4.Ext4Reader;
import org.kubeos.diskimage.ext4.FileType;

/** A file in a slot. */
record ImageFile(Ext4Reader slot, Ext4File file) implements LayerFile {

    /** Empty if there is none. The last name of the path may be a link, but is not followed. */
    static Optional<ImageFile> find(Ext4Reader slot, String path) throws IOException {
        return slot.find(path.substring(1)).map(file -> new ImageFile(slot, file));
    }

    /** The files in a directory, by their names. What is no directory has none. */
    Map<String, ImageFile> list() throws IOException {
        var files = new HashMap<String, ImageFile>();
        if (type() == FileType.DIRECTORY) {
            for (Ext4File child : slot.list(file)) {
                files.put(child.path().substring(child.path().lastIndexOf('/') + 1), new ImageFile(slot, child));
            }
        }
        return files;
    }

    @Override
    public FileType type() {
        return file.type();
    }

    @Override
    public int mode() {
        return file.metadata().mode();
    }

    @Override
    public long uid() {
        return file.metadata().uid();
    }

    @Override
    public long gid() {
        return file.metadata().gid();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void copyTo(WritableByteChannel channel) throws IOException {
        slot.copyTo(file, channel);
    }

    @Override
    public String value() throws IOException {
        return switch (type()) {
            case SYMBOLIC_LINK -> slot.target(file);
            case CHARACTER_DEVICE, BLOCK_DEVICE -> {
                DeviceNumber number = slot.device(file);
                yield number.major() + ":" + number.minor();
            }
            default -> "";
        };
    }
}
