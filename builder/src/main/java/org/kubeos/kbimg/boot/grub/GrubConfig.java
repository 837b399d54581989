package org.kubeos.kbimg.boot.grub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.KernelCommandLine;
import org.kubeos.nodelayout.ScriptTemplate;

/**
 * The boot menu, {@code grub.cfg}. It stands beside the boot environment in GRUB's prefix directory on BOOT, and expects slot A
 * on the disk's second partition and slot B on its third, each with {@code /boot/vmlinuz} and
 * {@code /boot/initramfs.img}.
 */
public final class GrubConfig {

    private static final String TEMPLATE = template();

    private final Optional<KernelConsole> console;
    private final KernelCommandLine arguments;
    private final Optional<String> passwordHash;

    private GrubConfig(Optional<KernelConsole> console, KernelCommandLine arguments, Optional<String> passwordHash) {
        this.console = console;
        this.arguments = arguments;
        this.passwordHash = passwordHash;
    }

    /** @throws UsageException if a setting could not reach the kernel through GRUB */
    public static GrubConfig of(ImageConfig.Grub grub) {
        Optional<KernelConsole> console;
        try {
            console = grub.console().map(KernelConsole::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "grub.console is '" + grub.console().orElseThrow() + "'; expected " + e.getMessage() + ".", e);
        }
        try {
            return new GrubConfig(console, KernelCommandLine.parse(grub.cmdline()), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new UsageException("grub.cmdline is '" + grub.cmdline() + "'; expected " + e.getMessage() + ".", e);
        }
    }

    /** The same menu, which can be edited only with the password, if there is one. */
    public GrubConfig protectedBy(Optional<String> hash) {
        return new GrubConfig(console, arguments, hash);
    }

    /** The file's text. */
    public String render() {
        return fill(TEMPLATE, Map.of("ACCESS", access()));
    }

    /**
     * A script with the terminal, the kernel's arguments, and what the node knows by name.
     *
     * @param more values of other placeholders
     */
    String fill(String template, Map<String, String> more) {
        var values = new HashMap<>(more);
        values.put("TERMINAL", terminal());
        values.put("ARGUMENTS", kernelArguments().toGrub());
        return ScriptTemplate.render(template, values);
    }

    private String terminal() {
        Optional<KernelConsole.SerialPort> port = console.flatMap(KernelConsole::serialPort);
        if (port.isEmpty()) {
            return """
                    terminal_input console
                    terminal_output console""";
        }
        return """
                serial --unit=%d --speed=%d
                terminal_input serial console
                terminal_output serial console""".formatted(port.get().unit(), port.get().speed());
    }

    private String access() {
        return passwordHash
                .map(hash ->
                        "\n\n# Entries start without the password; editing them asks for it.\nset superusers=root\n"
                                + "password_pbkdf2 root " + hash)
                .orElse("");
    }

    /** What every entry hands the kernel, besides what it needs to find its root. */
    public KernelCommandLine kernelArguments() {
        // The kernel writes to all consoles that are named; the last one becomes /dev/console.
        List<String> values = new ArrayList<>(List.of("console=tty0"));
        console.ifPresent(named -> values.add("console=" + named.kernelName()));
        values.addAll(arguments.values());
        return new KernelCommandLine(values);
    }

    private static String template() {
        try (var resource = Objects.requireNonNull(GrubConfig.class.getResourceAsStream("grub.cfg"), "grub.cfg")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
