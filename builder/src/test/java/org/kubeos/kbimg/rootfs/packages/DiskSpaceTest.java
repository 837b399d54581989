package org.kubeos.kbimg.rootfs.packages;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.config.DataSize;

class DiskSpaceTest {

    @Test
    void tooLittleIsToldWithWhatIsNeededAndWhere(@TempDir Path directory) throws Exception {
        DiskSpace.require(directory, new DataSize(1), "Nothing much");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() ->
                        DiskSpace.require(directory, DataSize.ofGibibytes(1 << 30), "Building the root file system"))
                .withMessageStartingWith("Building the root file system needs about ")
                .withMessageContaining("in " + directory + ", but only ");
    }
}
