package org.kubeos.kbimg.cli;

import java.util.concurrent.Callable;
import org.kubeos.kbimg.config.ConfigDocs;
import picocli.CommandLine.Command;

@Command(name = "schema", description = "Print the JSON Schema of the config, for editors.")
final class SchemaCommand implements Callable<Integer> {

    private final BuildService work;
    private final Terminal terminal;

    SchemaCommand(BuildService work, Terminal terminal) {
        this.work = work;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonOutput.print(terminal.out(), new ConfigDocs(work.distributions()).jsonSchema());
        return ExitCode.DONE.code();
    }
}
