package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Finds what the compiler can't when a file system is added: scripts, kernel modules, packages and texts. */
class FileSystemTest {

    private static final Path RESOURCES = Path.of("src/main/resources/org/kubeos/kbimg");
    private static final Path INSTALLER = RESOURCES.resolve("rootfs/dracut/90kubeos-install");

    @ParameterizedTest
    @EnumSource
    void theInstallerMakesIt(FileSystem type) throws IOException {
        assertThat(Files.readString(INSTALLER.resolve("files.sh"))).contains("mkfs." + type.kernelName() + " ");
        assertThat(Files.readString(INSTALLER.resolve("module-setup.sh"))).contains("mkfs." + type.kernelName() + " ");
    }

    @ParameterizedTest
    @EnumSource
    void theKernelOfANodeAndOfTheInstallerMountsIt(FileSystem type) throws IOException {
        assertThat(Files.readString(RESOURCES.resolve("distro/common.yaml")))
                .containsPattern("(?m)^ +- .*\\b" + type.kernelName() + "\\b");
        assertThat(Files.readString(INSTALLER.resolve("module-setup.sh")))
                .containsPattern("(?m)^ +.*\\b" + type.kernelName() + " .*efivarfs");
    }

    @ParameterizedTest
    @EnumSource
    void everyDistributionInstallsItsTools(FileSystem type) throws IOException {
        String tools = switch (type) {
            case EXT4 -> "e2fsprogs";
            case FAT32 -> "dosfstools";
        };
        for (String profile : new String[] {"debian.yaml", "rpm.yaml"}) {
            assertThat(Files.readString(RESOURCES.resolve("distro").resolve(profile)))
                    .as("%s: for nodes and for the installer", profile)
                    .containsPattern("(?ms)^  - " + tools + "$.*^    - " + tools + "$");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theConfigTellsHowLongALabelMayBe(FileSystem type) {
        assertThat(PartitionScalarTypes.LABEL.form()).contains(type.word());
    }
}
