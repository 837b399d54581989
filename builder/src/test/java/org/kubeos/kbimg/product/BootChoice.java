package org.kubeos.kbimg.product;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which slot GRUB starts, by what the boot partition of a machine with UEFI holds; worked out from the menu's rules, not by our own reader. */
final class BootChoice {

    private static final String SIGNATURE = "# GRUB Environment Block\n";
    private static final List<String> COPIES = List.of("grubenv", "grubenv2");

    private BootChoice() {}

    /**
     * The slot's letter.
     *
     * @param disk a raw image
     * @param boot where BOOT begins, in bytes
     */
    static String of(UpgradableNode node, Path disk, long boot) throws IOException {
        Map<String, String> environment = Map.of();
        for (String copy : COPIES.reversed()) {
            environment = read(node.environment(disk, boot, copy)).orElse(environment);
        }
        String trial = environment.getOrDefault("boot_trial", "");
        boolean tries = environment.getOrDefault("boot_tries", "").matches("[1-3]");
        String chosen = !trial.isEmpty() && tries ? trial : environment.getOrDefault("saved_entry", "A");
        return chosen.equals("B") ? "B" : "A";
    }

    /** The variables of a copy that is whole. */
    private static Optional<Map<String, String>> read(byte[] copy) {
        String text = new String(copy, StandardCharsets.ISO_8859_1);
        if (copy.length != 1024 || !text.startsWith(SIGNATURE)) {
            return Optional.empty();
        }
        Map<String, String> variables = Arrays.stream(text.split("\n"))
                .filter(line -> !line.startsWith("#") && line.contains("="))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> line.substring(line.indexOf('=') + 1),
                        (first, second) -> second));
        boolean whole = variables.getOrDefault("serial_first", "").equals(variables.getOrDefault("serial_last", ""));
        return whole && !variables.getOrDefault("saved_entry", "").isEmpty()
                ? Optional.of(variables)
                : Optional.empty();
    }
}
