package org.kubeos.diskimage.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The format of a disk image's file. */
public enum ImageFormat {
    QCOW2("qcow2"),
    RAW("raw"),
    VMDK("vmdk"),
    VHD("vpc");

    /** The qcow2 specification, "Header". */
    private static final String QCOW2_MAGIC = "QFI\u00fb";

    /** {@code SPARSE_MAGICNUMBER} of the VMDK specification, as it lies in the file. */
    private static final String VMDK_MAGIC = "KDMV";

    /** The first line of a VMDK that is a text file with the names of others. */
    private static final String VMDK_DESCRIPTOR = "# Disk DescriptorFile";

    /** The cookie of a VHD's footer; all but fixed disks have a copy of the footer at the start of the file. */
    private static final String VHD_COOKIE = "conectix";

    private static final int VHD_FOOTER_SIZE = 512;

    private final String qemuDriver;

    ImageFormat(String qemuDriver) {
        this.qemuDriver = qemuDriver;
    }

    /** QEMU's name for the format, as in {@code -drive format=} and {@code qemu-img -f}. */
    public String qemuDriver() {
        return qemuDriver;
    }

    /** Recognizes the format of an image by its magic numbers. A file without any of them is a raw image. */
    public static ImageFormat of(Path image) throws IOException {
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.READ)) {
            if (hasAt(file, 0, VMDK_MAGIC) || hasAt(file, 0, VMDK_DESCRIPTOR)) {
                return VMDK;
            }
            if (hasAt(file, 0, VHD_COOKIE) || hasAt(file, file.size() - VHD_FOOTER_SIZE, VHD_COOKIE)) {
                return VHD;
            }
            return hasAt(file, 0, QCOW2_MAGIC) ? QCOW2 : RAW;
        }
    }

    private static boolean hasAt(FileChannel file, long position, String magic) throws IOException {
        if (position < 0) {
            return false;
        }
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer found = ByteBuffer.allocate(expected.length);
        file.read(found, position);
        return Arrays.equals(found.array(), expected);
    }
}
