package org.kubeos.agent.trial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;

/** What systemd and its journal say of the running system. */
final class Systemd {

    /** Lines of a log that are kept of a boot. */
    private static final String LOG_LINES = "200";

    private final ProcessRunner runner;
    private final String systemctl;
    private final String journalctl;

    /**
     * What systemd knows of a unit.
     *
     * @param active {@code ActiveState}, such as {@code active} or {@code failed}
     * @param enabled whether it is started at boot
     */
    record Unit(String name, String active, boolean enabled) {

        boolean isActive() {
            return active.equals("active") || active.equals("reloading");
        }
    }

    Systemd(ProcessRunner runner) {
        this(runner, "systemctl", "journalctl");
    }

    /** With other programs by the same names. */
    Systemd(ProcessRunner runner, String systemctl, String journalctl) {
        this.runner = runner;
        this.systemctl = systemctl;
        this.journalctl = journalctl;
    }

    /** The system's state, such as {@code starting}, {@code running} or {@code degraded}. */
    String state() throws IOException, ProcessFailedException {
        return runner.capture(Command.of(systemctl, "show", "--property=SystemState")).stream()
                .filter(line -> line.startsWith("SystemState="))
                .map(line -> line.substring("SystemState=".length()))
                .findFirst()
                .orElse("unknown");
    }

    /** Names of units that have failed. */
    List<String> failed() throws IOException, ProcessFailedException {
        return runner
                .capture(Command.of(systemctl, "list-units", "--state=failed", "--plain", "--no-legend", "--no-pager"))
                .stream()
                .map(line -> line.strip().split("\\s+")[0])
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Units in the order of their names; of one that doesn't exist, systemd says that it is inactive. */
    List<Unit> units(List<String> names) throws IOException, ProcessFailedException {
        if (names.isEmpty()) {
            return List.of();
        }
        var units = new ArrayList<Unit>();
        var properties = new LinkedHashMap<String, String>();
        List<String> lines = new ArrayList<>(
                runner.capture(Command.of(systemctl, "show", "--property=Id,ActiveState,UnitFileState", "--")
                        .plus(names)));
        lines.add("");
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                properties.put(line.substring(0, equals), line.substring(equals + 1));
            } else if (!properties.isEmpty()) {
                units.add(unit(properties, names.get(Math.min(units.size(), names.size() - 1))));
                properties.clear();
            }
        }
        return units;
    }

    private static Unit unit(Map<String, String> properties, String name) {
        return new Unit(
                name,
                properties.getOrDefault("ActiveState", "unknown"),
                properties.getOrDefault("UnitFileState", "").startsWith("enabled"));
    }

    /** The last lines of this boot's log. */
    List<String> log() throws IOException, ProcessFailedException {
        return log("0");
    }

    /** The last lines of the log of the boot before this one, unless that is {@code boot}. */
    List<String> logOfBootBefore(String boot) throws IOException, ProcessFailedException {
        String id = boot.replace("-", "");
        List<String> boots = runner.capture(Command.of(journalctl, "--list-boots", "--no-pager", "--quiet"));
        boolean other = boots.stream()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(fields -> fields.length > 1 && fields[0].equals("-1") && !fields[1].equals(id));
        return other ? log("-1") : List.of();
    }

    private List<String> log(String boot) throws IOException, ProcessFailedException {
        return runner.capture(Command.of(
                journalctl, "--boot=" + boot, "--lines=" + LOG_LINES, "--output=short-iso", "--no-pager", "--quiet"));
    }

    void stop(String unit) throws IOException, ProcessFailedException {
        runner.run(Command.of(systemctl, "stop", unit));
    }

    /** Asks for a restart, and returns before it comes. */
    void reboot() throws IOException, ProcessFailedException {
        runner.run(Command.of(systemctl, "--no-block", "reboot"));
    }
}
