package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.cli.Work.ImageDescription;
import org.kubeos.kbimg.cli.Work.Partition;
import org.kubeos.kbimg.cli.view.Text;
import org.kubeos.kbimg.config.DataSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = "List the partitions, file systems and os-release of a disk image.")
final class InspectCommand implements Runnable {

    @Parameters(paramLabel = "IMAGE", description = "A disk image, such as out/system.qcow2.")
    private @Nullable Path image;

    private final Work work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    InspectCommand(Work work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public void run() {
        if (image == null) {
            return;
        }
        ImageDescription description = work.inspect(image);
        if (globals.json()) {
            List<Map<String, Object>> partitions =
                    description.partitions().stream().map(InspectCommand::json).toList();
            Json.print(
                    terminal.out(),
                    Json.object(
                            "format", description.format(),
                            "bytes", description.size().bytes(),
                            "partitions", partitions,
                            "osRelease", description.osRelease()));
        } else {
            print(description);
        }
    }

    private void print(ImageDescription description) {
        terminal.out().println(image + ": " + description.format() + ", " + description.size());
        var table = new Table("#", "PARTITION", "START", "SIZE", "FILE SYSTEM", "LABEL", "ID");
        for (Partition partition : description.partitions()) {
            table.row(
                    String.valueOf(partition.number()),
                    partition.label(),
                    new DataSize(partition.start()).toString(),
                    partition.size().toString(),
                    partition.fileSystem().orElse("-"),
                    partition.fileSystemLabel().orElse("-"),
                    partition.fileSystemId().orElse("-"));
        }
        terminal.out().println();
        table.print(terminal.out());
        if (!description.osRelease().isEmpty()) {
            terminal.out().println();
            description.osRelease().forEach((key, value) -> terminal.out().println(Text.oneLine(key + "=" + value)));
        }
    }

    private static Map<String, Object> json(Partition partition) {
        Map<String, Object> json = Json.object(
                "number", partition.number(),
                "label", partition.label(),
                "start", partition.start(),
                "bytes", partition.size().bytes());
        partition.fileSystem().ifPresent(value -> json.put("fileSystem", value));
        partition.fileSystemLabel().ifPresent(value -> json.put("fileSystemLabel", value));
        partition.fileSystemId().ifPresent(value -> json.put("fileSystemId", value));
        return json;
    }
}
