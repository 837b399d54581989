package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.config.upstream.Conversion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "convert", description = "Convert a config of the original kbimg to this kbimg's format.")
final class ConvertCommand implements Callable<Integer> {

    @Parameters(paramLabel = "OLD", description = "kbimg.toml of the Rust version, or kbimg.yaml of the Go version.")
    private Path old = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Config file to create. If omitted, the config goes to standard output, with paths"
                    + " relative to the working directory.")
    private @Nullable Path output;

    private final Terminal terminal;

    ConvertCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Conversion conversion = Conversion.of(old, Path.of(""), output);
        conversion
                .warnings()
                .forEach(warning -> terminal.err().println("warning: " + TerminalText.lines(warning.brief())));
        if (output == null) {
            terminal.printDocument(conversion.text());
        } else {
            conversion.writeTo(output);
        }
        return ExitCode.DONE.code();
    }
}
