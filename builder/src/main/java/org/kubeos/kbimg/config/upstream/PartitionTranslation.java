package org.kubeos.kbimg.config.upstream;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Span;

/** Translates upstream's partitions into this project's list. */
final class PartitionTranslation {

    private static final String TARGET = "disk.partitions";

    /** Upstream's names of file systems that are others here. */
    private static final Map<String, String> TYPES = Map.of("vfat", "fat32");

    private PartitionTranslation() {}

    /**
     * Carries over a list that says where each partition ends. Upstream ignores PERSIST's limit, as it takes the rest of
     * the disk, and knows no BOOT but that of the firmware.
     */
    static void carryLimits(String path, boolean legacyBios, Translator t) {
        if (t.source().find(path).orElse(null) instanceof Sequence list) {
            List<Node> items = list.items().stream()
                    .map(item -> entry(new UpstreamTree(item), path, legacyBios ? "ext4" : "fat32", t))
                    .toList();
            t.put(TARGET, new Sequence(list.span(), items));
        }
    }

    /** Carries the size of both root slots over, in MiB: slot B is as large as slot A. */
    static void carryRootSize(String path, Translator t) {
        t.source().find(path).ifPresent(size -> {
            Mapping slot = with(new Mapping(size.span(), List.of()), size.span(), "label", NodeDisk.ROOT_A_LABEL);
            slot = with(slot, size.span(), "size", UpstreamTree.text(size) + "MiB");
            t.put(TARGET, new Sequence(size.span(), List.of(slot)));
        });
    }

    private static Node entry(UpstreamTree tree, String path, String bootType, Translator t) {
        var entry = new Mapping(tree.root().span(), List.of());
        String label = tree.text("Label").orElse("");
        for (String key : List.of("Label", "limit", "type")) {
            if (tree.find(key).orElse(null) instanceof Scalar value) {
                String text = TYPES.getOrDefault(value.text(), value.text());
                if (key.equals("type") && label.equals(NodeDisk.BOOT_LABEL) && !text.equals(bootType)) {
                    t.warn(value, path + ".type", "BOOT is " + bootType + ", which the firmware's boot loader reads");
                } else if (!key.equals("limit") || !label.equals(NodeDisk.PERSIST_LABEL)) {
                    entry = with(entry, value.span(), key.toLowerCase(Locale.ROOT), text);
                }
            }
        }
        return entry;
    }

    private static Mapping with(Mapping entry, Span place, String key, String value) {
        return entry.with(List.of(new Scalar(place, key, true)), new Scalar(place, value, true));
    }
}
