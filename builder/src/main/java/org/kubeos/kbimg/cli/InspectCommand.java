package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.artifact.inspect.ArchiveDescription;
import org.kubeos.kbimg.artifact.inspect.CompressedDescription;
import org.kubeos.kbimg.artifact.inspect.ImageDescription;
import org.kubeos.kbimg.artifact.inspect.ImageDescription.FileSystem;
import org.kubeos.kbimg.artifact.inspect.ImageDescription.PartitionContent;
import org.kubeos.kbimg.artifact.inspect.UpgradeImageDescription;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.registry.HostSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = "Show what is in a disk image, a rootfs archive, or an upgrade image.")
final class InspectCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "IMAGE",
            description =
                    "A disk image in the format qcow2 or raw, such as out/system.qcow2; a rootfs archive, such as"
                            + " out/kubeos.tar; or an upgrade image in a registry, such as registry.example.org/kubeos:v1, oci:DIR[:TAG], or docker-archive:FILE.")
    private String image = "";

    @Mixin
    private final RegistryOptions registries = new RegistryOptions();

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    InspectCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path file = Path.of(image);
        if (!Files.exists(file) && isLocation(image)) {
            return inspectUpgradeImage();
        }
        switch (work.inspect(file)) {
            case ImageDescription disk -> report(file, disk);
            case ArchiveDescription archive -> report(file, archive);
            case CompressedDescription compressed -> report(file, compressed);
        }
        return ExitCode.DONE.code();
    }

    private void report(Path file, CompressedDescription compressed) {
        String program = compressed.compression().program();
        if (globals.json()) {
            String content = compressed.content().name().toLowerCase(Locale.ROOT);
            JsonOutput.print(
                    terminal.out(),
                    JsonOutput.object("format", program, "content", content, "decompress", compressed.command()));
        } else {
            terminal.out()
                    .println(file + ": " + compressed.content().words() + ", compressed with " + program
                            + "\nDecompress it to look inside: " + compressed.command());
        }
    }

    private void report(Path file, ArchiveDescription archive) {
        if (globals.json()) {
            JsonOutput.print(
                    terminal.out(),
                    JsonOutput.object(
                            "format", "tar",
                            "bytes", archive.size().bytes(),
                            "files", archive.files(),
                            "osRelease", archive.osRelease().fields(),
                            "packages", archive.packages(),
                            "passwordHashes", archive.passwordHashes()));
            return;
        }
        terminal.out().println(file + ": tar archive, " + archive.size() + ", " + archive.files() + " files");
        ImageSummary.printRootFileSystem(
                archive.osRelease(), archive.packages().size(), archive.passwordHashes(), terminal);
    }

    private void report(Path file, ImageDescription description) {
        if (globals.json()) {
            JsonOutput.print(terminal.out(), json(description));
        } else {
            print(file, description);
        }
        description
                .damage()
                .ifPresent(damage -> terminal.err()
                        .println("kbimg: warning: The partition table was read from its backup, because the"
                                + " primary one is damaged: "
                                + damage));
    }

    /** A missing file must be reported as one, so a name is an image name only if it has a tag or digest. */
    private static boolean isLocation(String text) {
        try {
            ImageLocation.parse(text, Path.of(""));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private int inspectUpgradeImage() throws IOException {
        UpgradeImageDescription description;
        try (var progress = globals.silentProgress(terminal)) {
            Map<String, HostSettings> hosts = registries.load(work.distributions());
            description = work.inspect(ImageLocation.parse(image, Path.of("").toAbsolutePath()), hosts, progress);
            progress.succeeded();
        }
        if (globals.json()) {
            JsonOutput.print(terminal.out(), ImageSummary.json(description));
        } else {
            ImageSummary.print(image, description, terminal);
        }
        return ExitCode.DONE.code();
    }

    private void print(Path file, ImageDescription description) {
        String firmware = description
                .firmware()
                .map(kind -> ", starts from " + (kind == Firmware.UEFI ? "UEFI" : "a legacy BIOS"))
                .orElse("");
        terminal.out().println(file + ": " + description.format().qemuDriver() + ", " + description.size() + firmware);
        var table = new Table("#", "PARTITION", "START", "SIZE", "FILE SYSTEM", "LABEL", "SIZE", "FREE", "ID");
        for (PartitionContent partition : description.partitions()) {
            Optional<FileSystem> fileSystem = partition.fileSystem();
            table.row(
                    String.valueOf(partition.number()),
                    partition.label(),
                    new DataSize(partition.start()).toString(),
                    partition.size().toString(),
                    fileSystem.map(FileSystem::type).orElse("-"),
                    fileSystem.map(FileSystem::label).orElse("-"),
                    fileSystem.map(present -> present.size().toString()).orElse("-"),
                    fileSystem.map(present -> present.free().toString()).orElse("-"),
                    fileSystem.map(FileSystem::id).orElse("-"));
        }
        terminal.out().println();
        table.print(terminal.out());
        if (!description.osRelease().fields().isEmpty()) {
            terminal.out().println();
            description
                    .osRelease()
                    .fields()
                    .forEach((key, value) -> terminal.out().println(TerminalText.oneLine(key + "=" + value)));
        }
    }

    private static Map<String, Object> json(ImageDescription description) {
        return JsonOutput.object(
                "format", description.format().qemuDriver(),
                "bytes", description.size().bytes(),
                "firmware", description.firmware().map(InspectCommand::key).orElse(""),
                "partitions",
                        description.partitions().stream()
                                .map(InspectCommand::json)
                                .toList(),
                "osRelease", description.osRelease().fields());
    }

    private static String key(Firmware firmware) {
        return firmware.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> json(PartitionContent partition) {
        Map<String, Object> json = JsonOutput.object(
                "number", partition.number(),
                "label", partition.label(),
                "start", partition.start(),
                "bytes", partition.size().bytes());
        partition
                .fileSystem()
                .ifPresent(fileSystem -> json.put(
                        "fileSystem",
                        JsonOutput.object(
                                "type", fileSystem.type(),
                                "label", fileSystem.label(),
                                "id", fileSystem.id(),
                                "bytes", fileSystem.size().bytes(),
                                "freeBytes", fileSystem.free().bytes())));
        return json;
    }
}
