package org.kubeos.kbimg.host.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Formats of disk images that QEMU is told, so that a guest can't have it guess another one by what it writes. */
public enum DriveFormat {
    QCOW2("qcow2"),
    RAW("raw");

    /** @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2 specification, "Header"</a> */
    private static final byte[] QCOW2_MAGIC = {'Q', 'F', 'I', (byte) 0xfb};

    private final String key;

    DriveFormat(String key) {
        this.key = key;
    }

    /** QEMU's name for it. */
    String key() {
        return key;
    }

    /** Tells an image's format by its first bytes. */
    public static DriveFormat of(Path image) throws IOException {
        try (var in = Files.newInputStream(image)) {
            return Arrays.equals(in.readNBytes(QCOW2_MAGIC.length), QCOW2_MAGIC) ? QCOW2 : RAW;
        }
    }
}
