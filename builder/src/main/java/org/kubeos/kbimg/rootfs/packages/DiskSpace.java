package org.kubeos.kbimg.rootfs.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.config.DataSize;

/** Free space, checked before work that needs much of it. */
public final class DiskSpace {

    private DiskSpace() {}

    /**
     * Makes sure that the file system of {@code directory} has {@code needed} bytes free.
     *
     * @param purpose what needs the space: "Installing the packages"
     * @throws HostException if it has not
     */
    public static void require(Path directory, DataSize needed, String purpose) throws IOException {
        var free = new DataSize(Files.getFileStore(directory).getUsableSpace());
        if (free.bytes() < needed.bytes()) {
            throw new HostException(purpose + " needs about " + needed + " in " + directory + ", but only " + free
                    + " are free there. Free some space, or name another directory with KBIMG_CACHE.");
        }
    }
}
