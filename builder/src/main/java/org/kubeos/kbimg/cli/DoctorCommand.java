package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.host.HostPackages;
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
        HostPackages host = work.hostPackages();
        List<String> packages = packages(requirements, host);
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
                            requirements.stream()
                                    .map(requirement -> json(requirement, host))
                                    .toList()));
        } else {
            print(requirements, host);
        }
        // A host that can't have apt still builds images of other distributions.
        boolean complete = requirements.stream()
                .filter(requirement -> requirement.isObtainable(host))
                .allMatch(Requirement::isMet);
        return (complete ? ExitCode.DONE : ExitCode.HOST_LACKS_SOMETHING).code();
    }

    private static List<String> packages(List<Requirement> requirements, HostPackages host) {
        return requirements.stream()
                .filter(requirement -> !requirement.isMet())
                .flatMap(requirement -> requirement.packageOf(host).stream())
                .distinct()
                .toList();
    }

    private void print(List<Requirement> requirements, HostPackages host) {
        var table = new Table("NEED", "", "FOR", "REMEDY");
        for (Requirement requirement : requirements) {
            String remedy =
                    requirement.packageOf(host).map(name -> "package " + name).orElse(requirement.advice(host));
            table.row(
                    requirement.name(),
                    requirement.isMet() ? "ok" : "missing",
                    requirement.purpose(),
                    requirement.isMet() ? "" : remedy);
        }
        table.print(terminal.out());
        List<String> packages = packages(requirements, host);
        if (!packages.isEmpty()) {
            terminal.out().println();
            terminal.out().println("To install the missing packages, run as root: kbimg doctor --install");
        }
    }

    private static Map<String, Object> json(Requirement requirement, HostPackages host) {
        Map<String, Object> json = JsonOutput.object(
                "name", requirement.name(), "purpose", requirement.purpose(), "present", requirement.isMet());
        requirement.packageOf(host).ifPresent(name -> json.put("package", name));
        json.put("advice", requirement.advice(host));
        return json;
    }
}
