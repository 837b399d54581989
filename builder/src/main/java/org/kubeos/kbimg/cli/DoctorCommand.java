package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.host.Requirement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "doctor", description = "Check whether this machine has what builds need.")
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--install", description = "Install missing packages.")
    private boolean install;

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    DoctorCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        List<Requirement> requirements = work.hostRequirements();
        List<String> packages = packages(requirements);
        if (install && !packages.isEmpty()) {
            try (var progress = globals.progress(terminal)) {
                work.installOnHost(packages, progress);
                progress.succeeded();
            }
            requirements = work.hostRequirements();
        }
        if (globals.json()) {
            JsonOutput.print(
                    terminal.out(),
                    JsonOutput.object(
                            "requirements",
                            requirements.stream().map(DoctorCommand::json).toList()));
        } else {
            print(requirements);
        }
        boolean complete = requirements.stream().allMatch(Requirement::isMet);
        return (complete ? ExitCode.DONE : ExitCode.HOST_LACKS_SOMETHING).code();
    }

    private static List<String> packages(List<Requirement> requirements) {
        return requirements.stream()
                .filter(requirement -> !requirement.isMet())
                .map(Requirement::debianPackage)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private void print(List<Requirement> requirements) {
        var table = new Table("NEED", "", "FOR", "REMEDY");
        for (Requirement requirement : requirements) {
            String remedy =
                    requirement.debianPackage().map(name -> "package " + name).orElse(requirement.advice());
            table.row(
                    requirement.name(),
                    requirement.isMet() ? "ok" : "missing",
                    requirement.purpose(),
                    requirement.isMet() ? "" : remedy);
        }
        table.print(terminal.out());
        List<String> packages = packages(requirements);
        if (!packages.isEmpty()) {
            terminal.out().println();
            terminal.out().println("To install the missing packages, run as root: kbimg doctor --install");
        }
    }

    private static Map<String, Object> json(Requirement requirement) {
        Map<String, Object> json = JsonOutput.object(
                "name", requirement.name(), "purpose", requirement.purpose(), "present", requirement.isMet());
        requirement.debianPackage().ifPresent(name -> json.put("package", name));
        if (!requirement.advice().isEmpty()) {
            json.put("advice", requirement.advice());
        }
        return json;
    }
}
