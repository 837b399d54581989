package org.kubeos.kbimg.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kubeos.kbimg.artifact.inspect.UpgradeImageDescription;
import org.kubeos.kbimg.artifact.inspect.UpgradeImageDescription.Attachment;
import org.kubeos.kbimg.artifact.inspect.UpgradeImageDescription.Layer;
import org.kubeos.kbimg.artifact.inspect.UpgradeImageDescription.SlotContent;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.oci.Platform;

/** Prints what is in an upgrade image, as text or JSON. */
final class ImageSummary {

    private ImageSummary() {}

    static void print(String name, UpgradeImageDescription image, Terminal terminal) {
        String platforms = image.platforms().stream().map(Platform::toString).collect(Collectors.joining(", "));
        terminal.out().println(name + ": upgrade image for " + platforms);
        terminal.out().println(image.digest());
        terminal.out().println();
        var layers = new Table("LAYER", "SIZE", "MEDIA TYPE");
        image.layers().forEach(layer -> layers.row(layer.digest(), layer.size().toString(), layer.mediaType()));
        layers.print(terminal.out());
        printAttachments(image, terminal);
        print(image.labels(), terminal);
        printRootFileSystem(image.osRelease(), image.packages().size(), image.passwordHashes(), terminal);
    }

    private static void printAttachments(UpgradeImageDescription image, Terminal terminal) {
        if (image.attachments().isEmpty()) {
            return;
        }
        terminal.out().println();
        var attachments = new Table("ATTACHED", "SIZE", "TYPE");
        image.attachments()
                .forEach(attached ->
                        attachments.row(attached.digest(), attached.size().toString(), attached.type()));
        attachments.print(terminal.out());
        image.slotImage().ifPresent(slot -> {
            terminal.out().println();
            terminal.out().println(TerminalText.oneLine(slotLine(slot)));
            slot.verityRoot().ifPresent(root -> terminal.out().println("verity root hash " + root));
        });
    }

    private static String slotLine(SlotContent slot) {
        return "slot image: " + slot.version() + " for " + slot.architecture() + ", " + slot.size() + " in "
                + slot.chunks() + " chunks, compressed to " + slot.compressed();
    }

    /** @param holders of password hashes */
    static void printRootFileSystem(OsRelease osRelease, int packages, List<String> holders, Terminal terminal) {
        print(osRelease.fields(), terminal);
        terminal.out().println();
        terminal.out().println(packages + " packages; --json lists them");
        if (!holders.isEmpty()) {
            terminal.out().println(TerminalText.oneLine("password hashes of " + String.join(", ", holders)));
        }
    }

    private static void print(Map<String, String> fields, Terminal terminal) {
        if (!fields.isEmpty()) {
            terminal.out().println();
            fields.forEach((key, value) -> terminal.out().println(TerminalText.oneLine(key + "=" + value)));
        }
    }

    static Map<String, Object> json(UpgradeImageDescription image) {
        Map<String, Object> json = JsonOutput.object(
                "format", "oci",
                "digest", image.digest(),
                "platforms", image.platforms().stream().map(Platform::toString).toList(),
                "layers", image.layers().stream().map(ImageSummary::json).toList(),
                "attachments",
                        image.attachments().stream().map(ImageSummary::json).toList(),
                "labels", image.labels(),
                "osRelease", image.osRelease().fields(),
                "packages", image.packages(),
                "passwordHashes", image.passwordHashes());
        image.slotImage().ifPresent(slot -> json.put("slotImage", json(slot)));
        return json;
    }

    private static Map<String, Object> json(Attachment attached) {
        return JsonOutput.object(
                "type", attached.type(),
                "digest", attached.digest(),
                "bytes", attached.size().bytes());
    }

    private static Map<String, Object> json(SlotContent slot) {
        return JsonOutput.object(
                "version", slot.version(),
                "architecture", slot.architecture(),
                "bytes", slot.size().bytes(),
                "digest", slot.digest(),
                "verityRoot", slot.verityRoot().orElse(""),
                "chunks", slot.chunks(),
                "compressedBytes", slot.compressed().bytes());
    }

    private static Map<String, Object> json(Layer layer) {
        return JsonOutput.object(
                "mediaType", layer.mediaType(),
                "digest", layer.digest(),
                "bytes", layer.size().bytes());
    }
}
