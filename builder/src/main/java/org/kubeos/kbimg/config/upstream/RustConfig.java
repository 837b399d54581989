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
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.words;

import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.config.ScalarTypes;
import org.kubeos.kbimg.config.node.GrubPassword;
import org.kubeos.kbimg.config.node.PasswordHash;
import org.kubeos.kbimg.config.node.PasswordSchema;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Sequence;

/** The Rust version's {@code kbimg.toml}. */
final class RustConfig {

    private static final String NO_HASH =
            "the value (not shown) is a password hash or looks like one, and upstream takes it for plain text";

    private static final ChoiceType<String> IMAGE_TYPE =
            words("an image type", "vm-repo", "vm-docker", "pxe-repo", "pxe-docker", "upgrade", "admin-container");

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
                            key("legacy_bios", BOOLEAN),
                            key("image_type", IMAGE_TYPE),
                            key("arch", TEXT))),
            key(
                    "from_dockerimg",
                    section(
                            key("upgrade_img", TEXT),
                            key("legacy_bios", BOOLEAN),
                            key("image_type", IMAGE_TYPE),
                            key("arch", TEXT))),
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
                            key("primary_groups", TEXT),
                            key("groups", listOf(TEXT))))),
            key("copy_files", listOf(section(key("src", PATH), key("dst", PATH), key("create_dir", PATH)))),
            key("grub", section(key("passwd", SECRET))),
            key("systemd_service", section(key("name", listOf(TEXT)))),
            key("chroot_script", section(key("path", PATH), key("rm", BOOLEAN))),
            key("disk_partition", section(key("root", NUMBER), key("img_size", NUMBER))),
            key("persist_mkdir", section(key("name", listOf(ScalarTypes.PERSIST_DIRECTORY)))),
            key("dm_verity", section(key("efi_key", SECRET), key("grub_key", SECRET), key("keys_dir", PATH))),
            key("oci_img", section(key("image_name", TEXT))),
            key(
                    "iso_img",
                    section(
                            key("oci_image", TEXT),
                            key("iso_image", TEXT),
                            key("elemental_cli_path", PATH),
                            key("output_dir", PATH),
                            key("grub_entry_name", TEXT),
                            key("name", TEXT))),
            key(
                    "install",
                    section(
                            key("target_disk", TEXT),
                            key("oci_image", TEXT),
                            key("configs", listOf(section(key("src", PATH), key("dst", PATH)))),
                            key("skip_tls", BOOLEAN),
                            key("reboot", BOOLEAN))),
            key(
                    "security_stig",
                    section(
                            key("security_enable", BOOLEAN),
                            key("security_scripts_path", PATH),
                            key("chrony_server", TEXT),
                            key("rsyslog_server", TEXT),
                            key("audit_server", TEXT))));

    /** Keys that warnings are about when they are not set, by kbimg's. */
    static final Map<String, String> KEYS =
            Map.of("grub.password", "grub.passwd", "root.password", "from_repo.root_passwd");

    private RustConfig() {}

    static void translate(Translator t) {
        checkSource(t);
        t.source().find("from_repo.version").ifPresent(version -> t.put("version", version));
        t.putOpenEuler();
        t.source().find("from_repo.arch").ifPresent(arch -> t.put("architecture", arch));
        t.source().find("from_dockerimg.arch").ifPresent(arch -> t.put("architecture", arch));
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
        } else if (t.source().has("admin_container")) {
            t.putAdminImageAlone("admin_container.img_name");
        } else {
            t.require("from_repo");
        }
    }

    /** Salts come from what is not secret, and from the salt in the hash of root's password. */
    private static void translateNode(Translator t) {
        String version = t.source().text("from_repo.version").orElse("");
        String root = t.source().text("from_repo.root_passwd").orElse("");
        var nodes = new NodeTranslation(t);
        nodes.users("users", (name, password) -> hash(password, List.of(version, root, name), t));
        nodes.files("copy_files", "src", "dst", RustConfig::makesTarget);
        t.source()
                .find("grub.passwd")
                .filter(password -> PasswordSchema.isMeantAsHash(UpstreamTree.text(password)))
                .ifPresent(password -> t.refuse(password, "grub.passwd", NO_HASH, "give the password itself"));
        t.putHashed(
                "grub.passwd",
                "grub.password",
                password -> GrubPassword.hash(password, List.of(version, root, "grub")));
        t.carryList("systemd_service.name", "services.enable");
        if (t.source().has("from_repo")) {
            nodes.kubelet("systemd_service.name");
        }
        nodes.script("chroot_script");
    }

    /** Upstream takes all passwords for plain text: with a hash, the hash itself would be the password. */
    private static String hash(Node password, List<String> context, Translator t) {
        String text = UpstreamTree.text(password);
        if (PasswordSchema.isMeantAsHash(text)) {
            t.refuse(
                    password,
                    "users.passwd",
                    NO_HASH,
                    "give the password itself, or use kbimg's own config, where users.password may be a hash");
        }
        return PasswordHash.of(text, context);
    }

    /** A directory that was made first, or one below it, is what cp puts the file into. */
    private static boolean makesTarget(UpstreamTree file) {
        return directory(file, "create_dir").startsWith(directory(file, "dst"));
    }

    private static void leaveDirectories(Translator t) {
        if (t.source().find("copy_files").orElse(null) instanceof Sequence files) {
            for (Node item : files.items()) {
                var file = new UpstreamTree(item);
                file.find("create_dir")
                        .filter(_ -> !directory(file, "dst").startsWith(directory(file, "create_dir")))
                        .ifPresent(made -> t.warn(
                                made,
                                "copy_files.create_dir",
                                "not made: only the directories above a file are; have a script make it"));
            }
        }
    }

    private static String directory(UpstreamTree file, String key) {
        String path = NodeTranslation.plain(file.text(key).orElse(""));
        return path.endsWith("/") || path.isEmpty() ? path : path + "/";
    }

    private static void leave(Translator t) {
        leaveDirectories(t);
        leaveImageType("from_repo", "vm-repo", t);
        leaveImageType("from_dockerimg", "vm-docker", t);
        t.leave("dm_verity", "this version does not protect root slots with dm-verity");
        t.leave("oci_img", "this version makes no such image; nodes upgrade from that of create upgrade-image");
        t.leave("iso_img", "this version makes no ISO image; create pxe-image makes an installer for the network");
        t.leave("install", "this version installs over the network alone, with what create pxe-image makes");
        t.leave("security_stig", "this version does not run upstream's hardening script; scripts can do it");
    }

    /** Upstream ignores it, too. */
    private static void leaveImageType(String section, String usual, Translator t) {
        if (t.source()
                .text(section + ".image_type")
                .filter(type -> !type.equals(usual))
                .isPresent()) {
            t.leave(section + ".image_type", "the command line says what to build");
        }
    }
}
