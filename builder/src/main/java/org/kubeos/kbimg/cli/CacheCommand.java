package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.CachedBase;
import picocli.CommandLine.Command;

@Command(name = "cache", description = "Manage the bases that earlier builds have cached.")
final class CacheCommand {

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
        var table = new Table("BASE", "DISTRIBUTION", "SIZE", "LAST USED");
        bases.forEach(base -> table.row(
                base.key(),
                base.distribution(),
                base.size().toString(),
                base.lastUsed().toString()));
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

    private static Map<String, Object> json(CachedBase base) {
        return JsonOutput.object(
                "key", base.key(),
                "distribution", base.distribution(),
                "bytes", base.size().bytes(),
                "lastUsed", base.lastUsed().toString());
    }
}
