package org.kubeos.kbimg.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Print a shell script that completes kbimg's commands and options.",
            "For bash: source <(kbimg completion bash)",
            "For zsh, after compinit and bashcompinit: source <(kbimg completion zsh)"
        })
final class CompletionCommand implements Callable<Integer> {

    /** A word that ends with an equals sign isn't complete, so no space must follow it. */
    private static final String OPEN_END = """

            function _complete_kbimg_open() {
              _complete_kbimg
              local status=$?
              if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
                compopt -o nospace 2>/dev/null
              fi
              return $status
            }
            complete -F _complete_kbimg_open -o default kbimg kbimg.sh kbimg.bash
            """;

    /** The supported shells. */
    enum Shell {
        BASH,
        ZSH
    }

    @SuppressWarnings("unused") // picocli only checks it; there is one script for all shells
    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private @Nullable Shell shell;

    @Spec
    private @Nullable CommandSpec spec;

    private final Terminal terminal;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (spec != null) {
            // One script for both: zsh reads it with its emulation of bash's completion.
            terminal.printDocument(AutoComplete.bash("kbimg", spec.root().commandLine()) + OPEN_END);
        }
        return ExitCode.DONE.code();
    }
}
