package org.kubeos.diskimage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.UnsupportedImageException;
import org.kubeos.diskimage.vmdk.VmdkWriter;
import org.kubeos.testkit.QemuImg;

class ImageFormatTest {

    private static final long SIZE = 1 << 20;

    @TempDir
    Path work;

    @ParameterizedTest
    @CsvSource({
        "qcow2, compat=1.1",
        "raw, preallocation=off",
        "vmdk, subformat=monolithicSparse",
        "vmdk, subformat=twoGbMaxExtentSparse",
        "vpc, subformat=dynamic",
        "vpc, subformat=fixed"
    })
    void qemusImagesAreRecognized(String driver, String option) throws IOException {
        Path image = work.resolve("image");
        QemuImg.create(image, driver, SIZE, "-o", option);
        assertThat(ImageFormat.of(image).qemuDriver()).isEqualTo(driver);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "511", "512"})
    void aFileWithoutAnyMagicIsRaw(int size) throws IOException {
        assertThat(ImageFormat.of(Files.write(work.resolve("raw"), new byte[size])))
                .isEqualTo(ImageFormat.RAW);
    }

    @Test
    void anImageThatCantBeReadIsRefusedByName() throws IOException {
        Path image = work.resolve("image");
        VmdkWriter.create(image, SIZE, 1).close();
        assertThatThrownBy(() -> DiskImages.open(image))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining("is a VMDK image, and only qcow2 and raw images can be read")
                .hasMessageContaining("qemu-img convert -f vmdk -O qcow2 " + image);
    }
}
