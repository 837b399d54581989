package org.kubeos.kbimg.boot.grub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.boot.spi.BootFile;
import org.kubeos.kbimg.boot.spi.BootLoader;
import org.kubeos.kbimg.boot.spi.NetworkFile;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.node.GrubPassword;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.DistributionProfile.Grub;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.kbimg.host.sandbox.RootTools;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.GrubEnvironment;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;

/** GRUB, made into one image with all the modules that it needs. */
public final class GrubBootLoader implements BootLoader {

    public static final String NAME = "GRUB";

    private static final String MODULES = "grub-modules.txt";
    private static final String NETWORK_MODULES = "grub-net-modules.txt";
    private static final String HASH = "grub.pbkdf2.";

    private final ImageConfig config;
    private final Firmware firmware;

    public GrubBootLoader(ImageConfig config) {
        this.config = config;
        this.firmware = config.firmware();
    }

    /**
     * Where GRUB has its configuration and environment; a path in the normal form of the archive's.
     *
     * @param efiDirectory the distribution's directory on an EFI system partition
     */
    static String directory(Firmware firmware, String efiDirectory) {
        return switch (firmware) {
            case UEFI -> firmware.bootMount() + "/EFI/" + efiDirectory;
            case BIOS -> firmware.bootMount();
        };
    }

    /** Whether a root file system has a menu with a password. */
    public static boolean hasPassword(Function<String, Optional<String>> texts) {
        return menus(texts).anyMatch(menu -> menu.contains(HASH));
    }

    /** What the menu of a root file system hands the kernel; empty if there is none. */
    public static Optional<List<String>> kernelArguments(Function<String, Optional<String>> texts) {
        return menus(texts).findFirst().map(GrubMenu::kernelArguments);
    }

    private static Stream<String> menus(Function<String, Optional<String>> texts) {
        return DistributionProfile.names().stream()
                .map(name -> DistributionProfile.of(name).efiDirectory())
                .flatMap(efi -> Stream.of(Firmware.values()).map(firmware -> directory(firmware, efi)))
                .distinct()
                .flatMap(directory -> texts.apply(directory + "/grub.cfg").stream());
    }

    private String directory() {
        return directory(firmware, DistributionProfile.of(config.distribution()).efiDirectory());
    }

    @Override
    public String name() {
        return NAME;
    }

    private Grub profile() {
        return DistributionProfile.of(config.distribution())
                .on(config.architecture(), firmware)
                .grub();
    }

    @Override
    public String recipe() {
        return BundledResource.text(GrubBootLoader.class, MODULES);
    }

    @Override
    public void install(Path root, RootTools tools, Sandbox sandbox) throws IOException {
        Grub grub = profile();
        // What protects the menu is for root's eyes.
        tools.makePrivateDirectory(firmware.bootMount());
        Path image = Path.of(firmware.bootMount(), grub.file());
        tools.makeDirectory(image.resolveSibling("").toString());
        String platform = "usr/lib/grub/" + grub.format();
        Command mkimage = Command.of(
                        grub.program(),
                        "--format=" + grub.format(),
                        "--directory=/" + platform,
                        "--prefix=" + prefix(),
                        "--output=/" + image)
                .plus(BundledResource.text(GrubBootLoader.class, MODULES)
                        .lines()
                        .toList())
                .plus(modules());
        try {
            sandbox.in(root).run(mkimage);
        } catch (ProcessFailedException e) {
            throw new BuildException("GRUB's image can't be made:\n" + String.join("\n", e.lastLines()), e);
        }
        if (firmware == Firmware.BIOS) {
            tools.copy(platform + "/boot.img", image.resolveSibling("boot.img").toString());
        }
    }

    /** What GRUB needs to use its firmware's devices and to read its BOOT, beside what it always needs. */
    private List<String> modules() {
        return switch (firmware) {
            case UEFI -> List.of("efi_gop", "fat");
            case BIOS -> List.of("biosdisk");
        };
    }

    /** Where GRUB looks for its configuration: on BOOT, the first partition of the disk that it came from. */
    private String prefix() {
        String partition = switch (firmware) {
            case UEFI -> "(,gpt1)";
            case BIOS -> "(,msdos1)";
        };
        return partition + directory().substring(firmware.bootMount().length());
    }

    @Override
    public Map<String, String> requiredFiles() {
        return switch (firmware) {
            case UEFI -> Map.of("boot/efi/EFI/BOOT", "boot loader for UEFI");
            case BIOS ->
                Map.of(
                        GrubEmbedding.BOOT_IMAGE, "boot loader for a legacy BIOS",
                        GrubEmbedding.CORE_IMAGE, "boot loader for a legacy BIOS");
        };
    }

    @Override
    public List<BootFile> files(String salt) {
        Optional<String> hash = config.grub()
                .password()
                .map(password ->
                        password.hashedBy(clear -> GrubPassword.hash(clear, List.of(config.version(), salt, "grub"))));
        String menu = GrubConfig.of(config.grub()).protectedBy(hash).render();
        String directory = directory();
        byte[] environment = BootEnvironment.ofNewImage().renderForNewImage();
        return List.of(
                new BootFile(directory + "/grub.cfg", 0600, menu.getBytes(StandardCharsets.UTF_8)),
                new BootFile(directory + "/" + GrubEnvironment.FILE_NAME, 0644, environment),
                new BootFile(directory + "/" + GrubEnvironment.SECOND_FILE_NAME, 0644, environment));
    }

    @Override
    public void embed(Collection<FileNode> archive, DiskWriter disk, long gap) throws IOException {
        if (firmware == Firmware.BIOS) {
            GrubEmbedding.of(archive).write(disk, gap);
        }
    }

    @Override
    public Optional<byte[]> sectors(Collection<FileNode> archive) throws IOException {
        return firmware == Firmware.BIOS ? Optional.of(GrubEmbedding.of(archive).sectors()) : Optional.empty();
    }

    @Override
    public String efiProgram() {
        String file = profile().file();
        return file.endsWith(".EFI") ? "\\" + file.replace('/', '\\') : "";
    }

    @Override
    public String networkImage() {
        return switch (firmware) {
            case UEFI -> "boot.efi";
            case BIOS -> "boot.pxe";
        };
    }

    @Override
    public String networkRecipe() {
        return BundledResource.text(GrubBootLoader.class, NETWORK_MODULES);
    }

    /** Without a path in its prefix, GRUB looks for its files where it came from itself. */
    @Override
    public void makeNetworkImage(Path root, String file, Sandbox sandbox) throws IOException, ProcessFailedException {
        Grub grub = profile();
        boolean bios = firmware == Firmware.BIOS;
        sandbox.in(root)
                .run(Command.of(
                                grub.program(),
                                "--format=" + grub.format() + (bios ? "-pxe" : ""),
                                "--directory=/usr/lib/grub/" + grub.format(),
                                "--prefix=",
                                "--output=" + file,
                                bios ? "pxe" : "efinet")
                        .plus(networkRecipe().lines().toList()));
    }

    @Override
    public List<NetworkFile> networkFiles() {
        var menu = NetworkBootMenu.of(config.grub(), config.version());
        return List.of(
                new NetworkFile("grub.cfg", "its menu", menu.grub()),
                new NetworkFile("boot.ipxe", "the same for iPXE", menu.ipxe()));
    }
}
