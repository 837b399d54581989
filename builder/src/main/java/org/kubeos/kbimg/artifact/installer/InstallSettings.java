package org.kubeos.kbimg.artifact.installer;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.boot.spi.BootLoader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.PxeConfig;
import org.kubeos.kbimg.config.PxeConfig.DiskRule;
import org.kubeos.nodelayout.PersistLayout;

/** The files that tell the installer what to do; kubeos-install.sh says what each is for. */
public final class InstallSettings {

    private static final String DIRECTORY = "etc/kubeos-install/";
    /** The sectors before the first partition, as {@link BootLoader#sectors} has them; the installer knows the name. */
    public static final String SECTORS = DIRECTORY + "grub.img";

    /** Who may vouch for the server, in PEM. */
    public static final String AUTHORITIES = DIRECTORY + "ca.pem";

    /** Directories that the installer makes on PERSIST, one a line. */
    private static final String PERSIST_DIRECTORIES = DIRECTORY + "persist-directories";

    /** The installer's own, which it may leave to the system. */
    private static final String NETWORK_FILE = "etc/systemd/network/10-kubeos.network";

    /** The same for a system that NetworkManager runs the network of. */
    private static final String KEYFILE = "etc/NetworkManager/system-connections/kubeos.nmconnection";

    private static final String KEYFILE_SOURCE = DIRECTORY + "network.nmconnection";

    /** What enables NetworkManager. */
    private static final String NETWORK_MANAGER = "etc/systemd/system/multi-user.target.wants/NetworkManager.service";

    private final ImageConfig config;
    private final PxeConfig pxe;
    private final InstallPlan plan;
    private final Map<String, String> variables = new LinkedHashMap<>();

    private InstallSettings(ImageConfig config, PxeConfig pxe, InstallPlan plan) {
        this.config = config;
        this.pxe = pxe;
        this.plan = plan;
    }

    /**
     * @param files of the rootfs archive
     * @param size of the rootfs archive, in bytes
     * @param sha256 of the rootfs archive
     * @return content by path
     * @throws org.kubeos.kbimg.BuildException as {@link PersistDirectories#lines}
     */
    public static Map<String, byte[]> of(
            ImageConfig config,
            PxeConfig pxe,
            InstallPlan plan,
            Collection<? extends FileNode> files,
            long size,
            byte[] sha256) {
        var settings = new InstallSettings(config, pxe, plan);
        settings.set("version", config.version());
        settings.set("url", pxe.url());
        settings.set("size", size);
        settings.set("sha256", HexFormat.of().formatHex(sha256));
        settings.setDisk();
        settings.setNetwork(files.stream().map(FileNode::path).anyMatch(NETWORK_MANAGER::equals));
        settings.set("on_failure", pxe.onFailure().name().toLowerCase(Locale.ROOT));
        Map<String, byte[]> content = new LinkedHashMap<>();
        content.put(DIRECTORY + "settings", utf8(settings.script()));
        content.put(DIRECTORY + "partitions", utf8(plan.partitions()));
        content.put(DIRECTORY + "volumes", utf8(plan.volumes()));
        content.put(PERSIST_DIRECTORIES, utf8(settings.persistDirectories(files).lines()));
        content.put(NETWORK_FILE, utf8(NetworkUnit.of(pxe.network())));
        content.put(KEYFILE_SOURCE, utf8(NetworkKeyfile.of(pxe.network())));
        return content;
    }

    private void setDisk() {
        set("disk_text", pxe.disk().text());
        switch (pxe.disk()) {
            case DiskRule.ByPath(String path) -> {
                set("disk_rule", "path");
                set("disk_path", path);
            }
            case DiskRule.ByProperties rule -> {
                set("disk_rule", rule.smallest() ? "smallest" : "only");
                set("disk_over", rule.over().bytes());
                set("disk_serial", rule.serial());
                set("disk_model", rule.model());
            }
        }
        set("disk_needed", plan.leastDisk().bytes());
        set("persist_start", plan.persistStart());
        set("spare_number", plan.spareNumber());
        set("wipe", pxe.wipe());
        set("keep_persist", pxe.keepPersist());
        set("loader", BootLoaders.of(config).efiProgram());
    }

    /** @param networkManager whether the installed system has NetworkManager run its network */
    private void setNetwork(boolean networkManager) {
        set("interface", pxe.network().interfaceName().orElse(""));
        set("network_text", NetworkUnit.describe(pxe.network()));
        set("network_file", pxe.network().persist() ? place(networkManager ? KEYFILE : NETWORK_FILE) : "");
        set("network_source", "/" + (networkManager ? KEYFILE_SOURCE : NETWORK_FILE));
        // NetworkManager takes no connection that others than root can read: nm-settings-keyfile(5).
        set("network_mode", networkManager ? "0600" : "0644");
    }

    /** Where a file of /etc is written to. What an upgrade of the root must not take away lies on PERSIST. */
    private String place(String file) {
        boolean union = config.persist().union().contains("/etc");
        return union
                ? "/" + PersistLayout.MOUNT_POINT + "/" + PersistLayout.upperOf("/etc") + file.substring("etc".length())
                : "/" + file;
    }

    private PersistDirectories persistDirectories(Collection<? extends FileNode> files) {
        var directories = new PersistDirectories(files);
        String networkFile = variables.getOrDefault("network_file", "");
        if (!networkFile.isEmpty()) {
            directories.addAbove(FilePath.normalize(networkFile));
        }
        return directories;
    }

    private void set(String name, Object value) {
        variables.put(name, value.toString());
    }

    /** Assignments for sh. Nothing between single quotes is special to it. */
    private String script() {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "='" + variable.getValue().replace("'", "'\\''") + "'\n")
                .collect(Collectors.joining());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
