package org.kubeos.kbimg.artifact.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.artifact.output.InstalledPackage;

class ImageLabelsTest {

    /** The digest was computed by another program, from the texts that kbimg has always hashed. */
    @Test
    void digestOfPackagesStaysThatOfPublishedImages() {
        var deb = new InstalledPackage("bash", "", "5.2.37-2", "", "amd64", "", "", "");
        var rpm = new InstalledPackage(
                "kernel", "1", "6.6.0", "2.oe2403", "x86_64", "openEuler", "GPL-2.0", "kernel-6.6.0-2.src.rpm");

        assertThat(ImageLabels.digest(List.of(deb, rpm)))
                .isEqualTo("5d42dd765edac9db5b5d717f8292722e360a75c034c728741265e3c4e461add4");
    }
}
