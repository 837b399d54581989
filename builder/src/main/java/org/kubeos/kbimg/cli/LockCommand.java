package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.rootfs.LockCheck;
import org.kubeos.kbimg.rootfs.PackageLocker.Update;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockDifference;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.lock.LockFiles;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "lock",
        description = {
            "Write the lock file of a config: the packages that its repositories offer now, with their digests.",
            "CONFIG.yaml gets CONFIG.lock beside it, which builds keep to from then on. A lock file that fits is left"
                    + " alone; in one that doesn't, packages keep their versions as far as that is possible."
        })
final class LockCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--update",
            description =
                    "Take the newest versions of all packages; or of these alone, and of what must move with them.")
    private boolean update;

    @Option(
            names = "--check",
            description = "Write nothing; exit with 1 if there is no lock file, or it doesn't fit the config."
                    + " No repository is asked.")
    private boolean check;

    @Option(
            names = "--allow-downgrade",
            description = "Lock packages in older versions than those that are locked, too.")
    private boolean allowDowngrade;

    @Parameters(arity = "0..*", paramLabel = "PACKAGE", description = "With --update: the packages to update.")
    private List<String> packages = List.of();

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    LockCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (check && update) {
            throw new UsageException("--check writes nothing, so it can't go with --update. Leave one out.");
        }
        if (!packages.isEmpty() && !update) {
            throw new UsageException("Packages are named only with --update: kbimg lock -f CONFIG --update "
                    + String.join(" ", packages));
        }
        LoadedConfig whole = config.load(work.distributions());
        ImageConfig loaded = whole.config();
        Path file = lockFile(config);
        Optional<LockFile> earlier = earlier(file);
        List<String> differences = earlier.isEmpty()
                ? List.of()
                : LockCheck.differences(loaded, earlier.get(), whole.mentionsAdminImage());
        boolean fits = earlier.isPresent() && differences.isEmpty();
        if (check && !fits) {
            throw new BuildException(
                    earlier.isEmpty()
                            ? "There is no lock file " + file + ". Write it with 'kbimg lock'."
                            : LockCheck.explain(file, differences) + "\nLock the packages again with 'kbimg lock'.");
        }
        if (fits && !update) {
            print(file, earlier, earlier.get());
            return ExitCode.DONE.code();
        }
        LockFile lock;
        try (var progress = globals.progress(terminal)) {
            lock = work.lock(loaded, earlier, update(), whole.mentionsAdminImage(), progress);
            progress.succeeded();
        }
        if (earlier.isPresent() && !allowDowngrade) {
            requireNoDowngrade(earlier.get(), lock, file);
        }
        print(file, earlier, lock);
        if (!earlier.equals(Optional.of(lock))) {
            LockFiles.write(lock, file);
        }
        return ExitCode.DONE.code();
    }

    /** A mirror that lags behind, or plays an old index back, must not go unnoticed. */
    private static void requireNoDowngrade(LockFile earlier, LockFile lock, Path file) {
        List<LockDifference.Change> downgrades = LockCheck.downgrades(earlier, lock);
        if (!downgrades.isEmpty()) {
            String list = downgrades.stream()
                    .map(change -> "\n  - " + describe(change.before()) + " -> "
                            + TerminalText.oneLine(change.after().version()))
                    .collect(Collectors.joining());
            throw new BuildException("The repositories offer older packages than " + file + " has:" + list
                    + "\nCheck whether the mirror is up to date. If you want the older ones, add --allow-downgrade."
                    + " The lock file is unchanged.");
        }
    }

    /** Without --update, an earlier lock changes only where the config asks for it. */
    private Update update() {
        return update && packages.isEmpty() ? new Update.All() : new Update.Some(Set.copyOf(packages));
    }

    /** A damaged file doesn't keep anyone from a new one. */
    private Optional<LockFile> earlier(Path file) {
        boolean anew = update && packages.isEmpty();
        try {
            return Files.exists(file)
                    ? Optional.of(LockFiles.read(file, Optional.empty())).map(LoadedLock::lock)
                    : Optional.empty();
        } catch (UsageException e) {
            if (anew) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The place of the lock file. */
    static Path lockFile(ConfigOptions config) {
        return config.file()
                .map(LockFiles::of)
                .orElseThrow(
                        () -> new UsageException(
                                "A lock file lies beside a config. Name one with -f; 'kbimg convert' makes it of these options."));
    }

    private void print(Path file, Optional<LockFile> earlier, LockFile lock) {
        Map<LockedPart.Name, LockDifference> differences =
                earlier.map(before -> LockDifference.between(before, lock)).orElse(Map.of());
        boolean unchanged = earlier.equals(Optional.of(lock));
        if (globals.json()) {
            JsonOutput.print(terminal.out(), json(file, unchanged, lock, differences));
            return;
        }
        differences.forEach((name, difference) -> print(name, difference));
        String counts = String.join(", ", counts(lock));
        terminal.out()
                .println(TerminalText.lines(file
                        + (unchanged ? " is up to date" : " is written")
                        + (counts.isEmpty() ? "." : ": " + counts + ".")));
    }

    private static List<String> counts(LockFile lock) {
        var counts = new ArrayList<String>();
        for (LockedPart.Name name : LockedPart.Name.values()) {
            lock.part(name).ifPresent(part -> counts.add(part.packages().size() + " packages for the " + name.key()));
        }
        return counts;
    }

    private void print(LockedPart.Name name, LockDifference difference) {
        if (difference.isEmpty()) {
            return;
        }
        terminal.out()
                .println(name.key() + ": " + difference.added().size() + " added, "
                        + difference.removed().size() + " removed, "
                        + difference.changed().size() + " changed");
        difference.removed().forEach(one -> terminal.out().println("  - " + describe(one)));
        difference.added().forEach(one -> terminal.out().println("  + " + describe(one)));
        for (LockDifference.Change change : difference.changed()) {
            boolean sameVersion =
                    change.before().version().equals(change.after().version());
            terminal.out()
                    .println("  ~ " + describe(change.before()) + " -> "
                            + (sameVersion ? "another archive" : change.after().version()));
        }
    }

    private static String describe(PackageDescription described) {
        return TerminalText.oneLine(described.name() + ":" + described.architecture() + " " + described.version());
    }

    private static Map<String, Object> json(
            Path file, boolean unchanged, LockFile lock, Map<LockedPart.Name, LockDifference> differences) {
        Map<String, Object> parts = JsonOutput.object();
        for (LockedPart.Name name : LockedPart.Name.values()) {
            lock.part(name)
                    .ifPresent(part -> parts.put(name.key(), part.packages().size()));
        }
        Map<String, Object> changes = JsonOutput.object();
        differences.forEach((name, difference) -> changes.put(
                name.key(),
                JsonOutput.object(
                        "added",
                        difference.added().stream().map(LockCommand::json).toList(),
                        "removed",
                        difference.removed().stream().map(LockCommand::json).toList(),
                        "changed",
                        difference.changed().stream()
                                .map(change ->
                                        JsonOutput.object("from", json(change.before()), "to", json(change.after())))
                                .toList())));
        return JsonOutput.object(
                "lock", file.toString(), "written", !unchanged, "packages", parts, "differences", changes);
    }

    private static Map<String, Object> json(PackageDescription described) {
        return JsonOutput.object(
                "name", described.name(),
                "version", described.version(),
                "architecture", described.architecture(),
                "digest", described.digest());
    }
}
