package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.artifact.diff.Comparison;
import org.kubeos.oci.registry.HostSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = "Show what two builds, images, or configs differ in: packages, files, services, and more.")
final class DiffCommand implements Callable<Integer> {

    /** As git's and diff's own. */
    private static final int DIFFERENT = 1;

    @Parameters(
            index = "0",
            paramLabel = "BEFORE",
            description =
                    "A config; a manifest.json; a lock file; a disk image in the format qcow2 or raw, such as out/system.qcow2; a"
                            + " rootfs archive, such as out/kubeos.tar; an output directory; or an upgrade image in a registry, such"
                            + " as registry.example.org/kubeos:v1, oci:DIR[:TAG], or docker-archive:FILE.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "AFTER", description = "The same, of any kind that has something in common.")
    private String after = "";

    @Option(
            names = "--files",
            description = "List all files that differ, instead of the first " + DiffText.MAX_FILES + ".")
    private boolean allFiles;

    @Option(names = "--markdown", description = "Print the differences as Markdown, such as for a pull request.")
    private boolean markdown;

    @Option(names = "--exit-code", description = "Exit with 1 if there are differences.")
    private boolean exitCode;

    @Mixin
    private final RegistryOptions registries = new RegistryOptions();

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    DiffCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Comparison comparison;
        try (var progress = globals.silentProgress(terminal)) {
            Map<String, HostSettings> hosts = registries.load(work.distributions());
            comparison = work.compare(before, after, hosts, progress);
            progress.succeeded();
        }
        if (globals.json()) {
            JsonOutput.print(terminal.out(), DiffJson.of(comparison));
        } else if (markdown) {
            terminal.printDocument(DiffMarkdown.of(comparison, allFiles));
        } else {
            new DiffText(comparison, allFiles, terminal.out()).print();
        }
        return exitCode && comparison.different() ? DIFFERENT : ExitCode.DONE.code();
    }
}
