package org.kubeos.kbimg.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.cli.Work.HostNeed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "doctor", description = "Tell what this machine lacks for building.")
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--install", description = "Install the packages that are missing.")
    private boolean install;

    private final Work work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    DoctorCommand(Work work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<HostNeed> needs = work.checkHost();
        List<String> packages = packages(needs);
        if (install && !packages.isEmpty()) {
            try (var progress = globals.progress(terminal)) {
                work.installOnHost(packages, progress);
                progress.succeeded();
            }
            needs = work.checkHost();
        }
        if (globals.json()) {
            Json.print(
                    terminal.out(),
                    Json.object("needs", needs.stream().map(DoctorCommand::json).toList()));
        } else {
            print(needs);
        }
        boolean complete = needs.stream().allMatch(HostNeed::present);
        return (complete ? ExitCode.DONE : ExitCode.HOST_LACKS_SOMETHING).code();
    }

    private static List<String> packages(List<HostNeed> needs) {
        return needs.stream()
                .filter(need -> !need.present())
                .map(HostNeed::remedy)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private void print(List<HostNeed> needs) {
        var table = new Table("NEED", "", "FOR", "REMEDY");
        for (HostNeed need : needs) {
            String remedy = need.remedy().map(name -> "package " + name).orElse(need.advice());
            table.row(need.name(), need.present() ? "ok" : "missing", need.purpose(), need.present() ? "" : remedy);
        }
        table.print(terminal.out());
        List<String> packages = packages(needs);
        if (!packages.isEmpty()) {
            terminal.out().println();
            terminal.out().println("To install what is missing: kbimg doctor --install");
        }
    }

    private static Map<String, Object> json(HostNeed need) {
        Map<String, Object> json =
                Json.object("name", need.name(), "purpose", need.purpose(), "present", need.present());
        need.remedy().ifPresent(name -> json.put("package", name));
        if (!need.advice().isEmpty()) {
            json.put("advice", need.advice());
        }
        return json;
    }
}
