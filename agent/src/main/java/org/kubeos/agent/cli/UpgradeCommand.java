package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kubeos.oci.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
        description =
                "Write a new version into the other slot, verify it, and boot it on trial. If it isn't healthy in time,"
                        + " the node returns to the running version by itself.")
final class UpgradeCommand extends AgentCommand {

    private static final long KIB = 1024;

    @Parameters(
            paramLabel = "IMAGE",
            description =
                    "An image (registry.example.org/kubeos:v2, oci:DIR:TAG, docker-archive:FILE), or an update.img"
                            + " or kubeos.tar: its path, or its URL with https.")
    private String image = "";

    @Option(
            names = "--digest",
            paramLabel = "SHA256",
            description = "The digest that the image or file must have. A file needs one.")
    private @Nullable String digest;

    @Option(names = "--insecure", description = "Take an image that no trusted key has signed, and a URL without TLS.")
    private boolean insecure;

    @Option(names = "--allow-downgrade", description = "Take an image that is older than the running version.")
    private boolean allowDowngrade;

    @Option(names = "--dry-run", description = "Show what would be fetched, and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--bandwidth",
            paramLabel = "SIZE",
            description = "Fetch at most this many bytes per second, such as 500K or 10M.",
            converter = SizeConverter.class)
    private @Nullable Long bandwidth;

    @Option(names = "--no-reboot", description = "Let the new version boot whenever the node reboots next.")
    private boolean noReboot;

    UpgradeCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.upgrade";
    }

    @Override
    boolean outlivesClient() {
        return true;
    }

    @Override
    ObjectNode params() {
        ObjectNode params = Json.object().put("image", absolute(image));
        if (digest != null) {
            params.put("digest", digest);
        }
        if (bandwidth != null) {
            params.put("bandwidth", bandwidth);
        }
        return params.put("insecure", insecure)
                .put("allowDowngrade", allowDowngrade)
                .put("dryRun", dryRun)
                .put("noReboot", noReboot);
    }

    /** The agent has another working directory. */
    static String absolute(String image) {
        for (String transport : new String[] {"oci:", "oci-archive:", "docker-archive:"}) {
            if (image.startsWith(transport) && !image.startsWith("/", transport.length())) {
                return transport + Path.of("").toAbsolutePath() + "/" + image.substring(transport.length());
            }
        }
        boolean path = image.startsWith("./") || image.startsWith("../") || Files.isRegularFile(Path.of(image));
        return path ? Path.of(image).toAbsolutePath().normalize().toString() : image;
    }

    @Override
    String describe(JsonNode result) {
        String slot = result.path("slot").asText();
        String version =
                result.has("version") ? "version " + result.path("version").asText() : "the image";
        String there = Text.size(result.path("inPlaceBytes").asLong()
                + result.path("copiedBytes").asLong());
        String fetched = Text.size(result.path("fetchedBytes").asLong());
        if (dryRun) {
            return "Slot " + slot + " would hold " + version + ". " + fetched + " would be fetched, " + there
                    + " are on this node already. Nothing was changed.";
        }
        return "Slot " + slot + " holds " + version + " ("
                + result.path("imageDigest").asText() + "). " + fetched
                + " were fetched, " + there + " were on this node already.\n"
                + (noReboot
                        ? "It boots on trial when the node reboots next."
                        : "The node reboots now. The new version boots on trial.");
    }

    /** Numbers with K, M or G for powers of 1024. */
    static final class SizeConverter implements picocli.CommandLine.ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            int end = value.length() - 1;
            long unit = value.isEmpty()
                    ? 1
                    : switch (value.charAt(end)) {
                        case 'K', 'k' -> KIB;
                        case 'M' -> KIB * KIB;
                        case 'G' -> KIB * KIB * KIB;
                        default -> 1;
                    };
            try {
                long number = Long.parseLong(unit == 1 ? value : value.substring(0, end));
                if (number > 0) {
                    return Math.multiplyExact(number, unit);
                }
            } catch (NumberFormatException | ArithmeticException e) {
                // Explained below.
            }
            throw new TypeConversionException("'" + value + "' is no size, such as 500K or 10M");
        }
    }
}
