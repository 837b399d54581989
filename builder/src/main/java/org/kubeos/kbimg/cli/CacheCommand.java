package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.CachedBase;
import picocli.CommandLine.Command;

@Command(name = "cache", description = "Manage the bases that earlier builds have cached.")
final class CacheCommand {

    /** Enough of a key to tell bases apart. */
    private static final int KEY_LENGTH = 12;

    private static final int CONTENTS_LENGTH = 60;

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    CacheCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Command(name = "list", description = "List the cached bases.")
    void list() throws IOException {
        List<CachedBase> bases = work.cachedBases();
        if (globals.json()) {
            List<Map<String, Object>> listed =
                    bases.stream().map(CacheCommand::json).toList();
            JsonOutput.print(terminal.out(), JsonOutput.object("bases", listed));
            return;
        }
        var table = new Table("BASE", "DISTRIBUTION", "SIZE", "LAST USED", "CONTENTS");
        Instant now = Instant.now();
        bases.forEach(base -> table.row(
                shortened(base.key(), KEY_LENGTH),
                base.distribution(),
                base.size().toString(),
                Age.of(Duration.between(base.lastUsed(), now)),
                base.contents().isEmpty() ? "-" : shortened(base.contents(), CONTENTS_LENGTH)));
        table.print(terminal.out());
    }

    @Command(name = "clear", description = "Remove the cached bases that no build is using.")
    void clear() throws IOException {
        DataSize freed = work.clearCache();
        if (globals.json()) {
            JsonOutput.print(terminal.out(), JsonOutput.object("freedBytes", freed.bytes()));
        } else {
            terminal.out().println("Freed " + freed + ".");
        }
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }

    private static Map<String, Object> json(CachedBase base) {
        return JsonOutput.object(
                "key", base.key(),
                "distribution", base.distribution(),
                "contents", base.contents(),
                "bytes", base.size().bytes(),
                "lastUsed", base.lastUsed().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
