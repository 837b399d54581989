package org.kubeos.kbimg.config.upstream;

import static org.kubeos.kbimg.config.upstream.UpstreamTypes.BOOLEAN;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.NUMBER;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.PATH;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.REPOSITORY_FILE;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.SECRET;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.TEXT;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.key;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.listOf;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.section;

import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.config.ScalarTypes;
import org.kubeos.kbimg.config.node.GrubPassword;
import org.kubeos.kbimg.config.node.PasswordHash;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;

/** The Rust version's {@code kbimg.toml}. */
final class RustConfig {

    static final MappingType<ParsedMapping> SCHEMA = section(
            key(
                    "from_repo",
                    section(
                            key("version", ScalarTypes.VERSION),
                            key("repo_path", REPOSITORY_FILE),
                            key("agent_path", PATH),
                            key("root_passwd", ScalarTypes.PASSWORD_HASH),
                            key("rpmlist", listOf(ScalarTypes.PACKAGE)),
                            key("upgrade_img", TEXT),
                            key("legacy_bios", BOOLEAN))),
            key("from_dockerimg", section(key("upgrade_img", TEXT), key("legacy_bios", BOOLEAN))),
            key("admin_container", section(key("img_name", TEXT), key("hostshell", PATH))),
            key(
                    "pxe_config",
                    section(
                            key("rootfs_name", TEXT),
                            key("disk", TEXT),
                            key("server_ip", TEXT),
                            key("route_ip", TEXT),
                            key("dhcp", BOOLEAN),
                            key("local_ip", TEXT),
                            key("netmask", TEXT),
                            key("net_name", TEXT))),
            key(
                    "users",
                    listOf(section(
                            Key.required("name", TEXT, ""),
                            Key.required("passwd", SECRET, ""),
                            key("primary_group", TEXT),
                            key("groups", listOf(TEXT))))),
            key("copy_files", listOf(section(key("src", PATH), key("dst", PATH), key("create_dir", PATH)))),
            key("grub", section(key("passwd", SECRET))),
            key("systemd_service", section(key("name", listOf(TEXT)))),
            key("chroot_script", section(key("path", PATH), key("rm", BOOLEAN))),
            key("disk_partition", section(key("root", NUMBER), key("img_size", NUMBER))),
            key("persist_mkdir", section(key("name", listOf(ScalarTypes.PERSIST_DIRECTORY)))),
            key("dm_verity", section(key("efi_key", SECRET), key("grub_key", SECRET), key("keys_dir", PATH))));

    /** Keys that warnings are about when they are not set, by kbimg's. */
    static final Map<String, String> KEYS =
            Map.of("grub.password", "grub.passwd", "root.password", "from_repo.root_passwd");

    private RustConfig() {}

    static void translate(Translator t) {
        checkSource(t);
        t.source().find("from_repo.version").ifPresent(version -> t.put("version", version));
        t.putOpenEuler();
        t.carryLegacyBios("from_repo.legacy_bios", "true");
        t.carryLegacyBios("from_dockerimg.legacy_bios", "true");
        t.carryPath("from_repo.repo_path", "source.repository");
        t.carryList("from_repo.rpmlist", "packages");
        t.carryPath("from_repo.agent_path", "agent");
        t.carryPassword("from_repo.root_passwd", "root.password");
        t.carryImageName("from_repo.upgrade_img", "upgradeImage");
        t.carryImageName("admin_container.img_name", "adminImage");
        t.carryPath("admin_container.hostshell", "adminImage.hostshell");
        t.carryWithUnit("disk_partition.img_size", "disk.size", "GiB");
        PartitionTranslation.carryRootSize("disk_partition.root", t);
        t.carryList("persist_mkdir.name", "persist.directories");
        PxeTranslation.translate(t);
        translateNode(t);
        leave(t);
    }

    private static void checkSource(Translator t) {
        if (t.source().has("from_dockerimg") && t.source().has("from_repo")) {
            t.refuse(
                    "from_dockerimg",
                    "from_repo is also set, and an image has only one source",
                    "keep only one of the two");
        } else if (t.source().has("from_dockerimg")) {
            t.require("from_dockerimg.upgrade_img").ifPresent(_ -> t.putImageSource("from_dockerimg.upgrade_img"));
        } else if (t.source().has("from_repo")) {
            t.require("from_repo.version");
            t.require("from_repo.repo_path");
        } else {
            t.require("from_repo");
        }
    }

    /** Salts come from what is not secret, and from the salt in the hash of root's password. */
    private static void translateNode(Translator t) {
        String version = t.source().text("from_repo.version").orElse("");
        String root = t.source().text("from_repo.root_passwd").orElse("");
        var node = new NodeTranslation(t);
        node.users("users", (name, password) -> PasswordHash.of(password, List.of(version, root, name)));
        // A directory that was made first is what cp puts the file into.
        node.files("copy_files", "src", "dst", file -> file.text("create_dir").equals(file.text("dst")));
        t.putHashed(
                "grub.passwd",
                "grub.password",
                password -> GrubPassword.hash(password, List.of(version, root, "grub")));
        t.carryList("systemd_service.name", "services.enable");
        node.script("chroot_script");
    }

    private static void leave(Translator t) {
        t.leave("dm_verity", "this version does not protect root slots with dm-verity");
    }
}
