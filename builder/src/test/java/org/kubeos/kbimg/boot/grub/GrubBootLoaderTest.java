package org.kubeos.kbimg.boot.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.boot.spi.BootFile;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.distro.DistributionProfile;

class GrubBootLoaderTest {

    @TempDir
    Path directory;

    private GrubBootLoader bootLoader(String distribution, String firmware) throws IOException {
        Path file = Files.writeString(
                directory.resolve("kbimg.yaml"),
                "version: v1\ndistribution: " + distribution + "\nfirmware: " + firmware
                        + "\nsource: {repository: host}\ngrub: {password: geheim}\n");
        ImageConfig config = new ConfigReader(DistributionProfile.names()).read(file, List.of());
        return new GrubBootLoader(config);
    }

    /** On openEuler, where the original's agent and grub2-set-default look for the environment. */
    @ParameterizedTest
    @CsvSource({
        "debian,    uefi, boot/efi/EFI/kubeos",
        "fedora,    uefi, boot/efi/EFI/kubeos",
        "openeuler, uefi, boot/efi/EFI/openEuler",
        "debian,    bios, boot/grub2",
        "openeuler, bios, boot/grub2"
    })
    void putsMenuAndEnvironmentWhereTheDistributionExpectsThem(String distribution, String firmware, String place)
            throws IOException {
        GrubBootLoader bootLoader = bootLoader(distribution, firmware);
        assertThat(bootLoader.files("salt"))
                .extracting(BootFile::path)
                .containsExactly(place + "/grub.cfg", place + "/grubenv", place + "/grubenv2");
        String menu = new String(bootLoader.files("salt").getFirst().content(), StandardCharsets.UTF_8);
        Map<String, String> texts = Map.of(place + "/grub.cfg", menu);
        assertThat(GrubBootLoader.hasPassword(path -> Optional.ofNullable(texts.get(path))))
                .isTrue();
    }
}
