package org.kubeos.kbimg.config.upstream;

import static org.kubeos.kbimg.config.upstream.UpstreamTypes.BOOLEAN;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.LIMIT;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.PATH;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.REPOSITORY_FILE;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.SECRET;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.TEXT;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.key;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.listOf;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.section;
import static org.kubeos.kbimg.config.upstream.UpstreamTypes.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.config.ScalarTypes;
import org.kubeos.kbimg.config.node.GrubPassword;
import org.kubeos.kbimg.config.node.PasswordHash;
import org.kubeos.kbimg.config.node.PasswordSchema;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.yaml.Node;

/** The Go version's {@code kbimg.yaml}, and the bash version's options, which that took over as a section. */
final class GoConfig {

    private static final Key<String> ARTIFACT = key(
            "image",
            words(
                    "an image",
                    "upgrade_image",
                    "vm_image_repo",
                    "vm_image_docker",
                    "pxe_image_repo",
                    "pxe_image_docker"));

    private static final String NO_HASH = "the value (not shown) is not a complete password hash";

    /** Each key is the letter of an option. */
    static final MappingType<ParsedMapping> OPTIONS = section(
            key("p", REPOSITORY_FILE),
            key("v", ScalarTypes.VERSION),
            key("b", PATH),
            key("e", ScalarTypes.PASSWORD_HASH),
            key("d", TEXT),
            key("l", words("a boot mode", "efi", "legacy")));

    static final MappingType<ParsedMapping> SCHEMA = section(
            key("option_config", withArtifact()),
            key(
                    "partition_config",
                    listOf(section(
                            key("Label", TEXT),
                            key("limit", LIMIT),
                            key("type", words("a file system", "ext4", "vfat", "fat32"))))),
            key("file_config", listOf(section(key("sourcePath", PATH), key("targetPath", PATH)))),
            key("user_config", listOf(section(key("name", TEXT), key("passwd", SECRET), key("groups", listOf(TEXT))))),
            key("host_config", section(key("hostname", ScalarTypes.HOST_NAME))),
            key("grub_config", section(key("password", SECRET))),
            key("systemd_service_config", listOf(section(key("name", TEXT), key("start", BOOLEAN)))));

    /** Keys that warnings are about when they are not set, by kbimg's. */
    static final Map<String, String> KEYS = Map.of("grub.password", "grub_config.password");

    private GoConfig() {}

    private static MappingType<ParsedMapping> withArtifact() {
        var keys = new ArrayList<Key<?>>(OPTIONS.keys());
        keys.addFirst(ARTIFACT);
        return MappingType.of(keys, values -> values);
    }

    static void translate(Translator t) {
        String artifact = t.source().text("option_config.image").orElse("");
        translateOptions("option_config.", artifact, t);
        if (artifact.startsWith("pxe") || artifact.startsWith("upgrade")) {
            t.leave("option_config.image", "the command line says what to build");
        }
        t.source().find("host_config.hostname").ifPresent(name -> t.put("hostname", name));
        boolean legacy =
                t.source().text("option_config.l").filter("legacy"::equals).isPresent();
        PartitionTranslation.carryLimits("partition_config", legacy, t);
        translateNode(artifact, t);
    }

    /** Anything that is not a hash is a plain-text password. */
    private static void translateNode(String artifact, Translator t) {
        String version = t.source().text("option_config.v").orElse("");
        String root = t.source().text("option_config.e").orElse("");
        var nodes = new NodeTranslation(t);
        nodes.users("user_config", (name, password) -> hash(password, List.of(version, root, name), t));
        nodes.files("file_config", "sourcePath", "targetPath", _ -> false);
        t.source().find("grub_config.password").ifPresent(password -> {
            String text = UpstreamTree.text(password);
            if (PasswordSchema.isPlainGrubPassword(text)) {
                t.putHashed(
                        "grub_config.password",
                        "grub.password",
                        clear -> GrubPassword.hash(clear, List.of(version, root, "grub")));
            } else if (text.startsWith("grub.pbkdf2.")) {
                t.put("grub.password", password);
            } else {
                t.refuse(password, "grub_config.password", NO_HASH, "make one with: grub-mkpasswd-pbkdf2");
            }
        });
        nodes.services("systemd_service_config", "enable", GoConfig::isStarted);
        nodes.services("systemd_service_config", "disable", service -> !isStarted(service));
        if (t.source().has("option_config.p") && !isFromImage("option_config.", artifact, t)) {
            nodes.kubelet("systemd_service_config");
        }
    }

    private static String hash(Node password, List<String> context, Translator t) {
        String text = UpstreamTree.text(password);
        if (PasswordSchema.isPlainText(text)) {
            return PasswordHash.of(text, context);
        }
        if (!PasswordSchema.SHADOW_FIELD.matcher(text).matches()) {
            t.refuse(password, "user_config.passwd", NO_HASH, "make one with: openssl passwd -6");
        }
        return text;
    }

    private static boolean isStarted(UpstreamTree service) {
        return service.text("start").filter("true"::equals).isPresent();
    }

    /**
     * @param section prefix of the options' keys
     * @param artifact as {@code image} says it; empty if nothing does
     */
    private static void translateOptions(String section, String artifact, Translator t) {
        if (isFromImage(section, artifact, t)) {
            t.require(section + "d").ifPresent(_ -> t.putImageSource(section + "d"));
            t.source().find(section + "v").ifPresent(version -> t.put("version", version));
            t.carryLegacyBios(section + "l", "legacy");
            return;
        }
        t.require(section + "v").ifPresent(version -> t.put("version", version));
        t.putOpenEuler();
        t.carryLegacyBios(section + "l", "legacy");
        t.require(section + "p");
        t.carryPath(section + "p", "source.repository");
        t.putPackagesFromRpmList();
        t.carryPath(section + "b", "agent");
        t.carryPassword(section + "e", "root.password");
        t.carryImageName(section + "d", "upgradeImage");
    }

    private static boolean isFromImage(String section, String artifact, Translator t) {
        return artifact.endsWith("_docker")
                || artifact.isEmpty()
                        && t.source().has(section + "d")
                        && !t.source().has(section + "p");
    }

    /** Translates the options alone. */
    static void translateOptions(Translator t) {
        translateOptions("", "", t);
        if (!isFromImage("", "", t)) {
            new NodeTranslation(t).kubelet("");
        }
    }
}
