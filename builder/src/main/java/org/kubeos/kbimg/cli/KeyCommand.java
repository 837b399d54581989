package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.signing.GeneratedKey;
import org.kubeos.kbimg.signing.KeyFileException;
import org.kubeos.kbimg.signing.Passphrase;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "key", description = "Make keys that sign images.")
final class KeyCommand {

    /** Makes a key pair. */
    @Command(
            name = "generate",
            description =
                    "Make a key pair: NAME.key, which signs and must be kept secret, and NAME.pub, which verifies.")
    static final class Generate implements Callable<Integer> {

        @Option(
                names = {"-o", "--output"},
                paramLabel = "NAME",
                defaultValue = "kbimg",
                description = "Path of the files without .key and .pub. Default: ${DEFAULT-VALUE}")
        private Path name = Path.of("kbimg");

        @ArgGroup
        private @Nullable Source source;

        private final GlobalOptions globals;
        private final Terminal terminal;
        private final Supplier<Optional<Prompter>> questions;

        /** @param questions asks the user; empty without a terminal */
        Generate(GlobalOptions globals, Terminal terminal, Supplier<Optional<Prompter>> questions) {
            this.globals = globals;
            this.terminal = terminal;
            this.questions = questions;
        }

        private static final class Source {

            @Option(
                    names = "--passphrase-variable",
                    paramLabel = "VARIABLE",
                    description = "Environment variable that holds the passphrase.")
            private @Nullable String variable;

            @Option(
                    names = "--passphrase-file",
                    paramLabel = "FILE",
                    description = "File whose first line is the passphrase.")
            private @Nullable Path file;

            @Option(names = "--no-passphrase", description = "Leave the private key unencrypted.")
            private boolean none;
        }

        @Override
        public Integer call() throws IOException {
            Path privateKey = withSuffix(".key");
            Path publicKey = withSuffix(".pub");
            Optional<char[]> passphrase = passphrase();
            try {
                GeneratedKey.generate().write(privateKey, publicKey, passphrase);
            } catch (FileAlreadyExistsException e) {
                throw new UsageException(
                        "Can't write " + e.getFile() + ": it exists, and keys are not overwritten. Choose another name"
                                + " with -o.",
                        e);
            } finally {
                passphrase.ifPresent(secret -> Arrays.fill(secret, '\0'));
            }
            if (globals.json()) {
                JsonOutput.print(
                        terminal.out(),
                        JsonOutput.object("privateKey", privateKey.toString(), "publicKey", publicKey.toString()));
            } else {
                terminal.out().println(privateKey);
                terminal.out().println(publicKey);
            }
            return ExitCode.DONE.code();
        }

        private Path withSuffix(String suffix) {
            Path file = name.getFileName();
            if (file == null) {
                throw new UsageException("-o takes a path without .key and .pub, such as keys/release.");
            }
            return name.resolveSibling(file + suffix);
        }

        private Optional<char[]> passphrase() {
            if (source != null && source.none) {
                return Optional.empty();
            }
            try {
                if (source != null && source.variable != null) {
                    return Optional.of(new Passphrase.Variable(source.variable).read(System.getenv()));
                }
                if (source != null && source.file != null) {
                    return Optional.of(new Passphrase.InFile(source.file).read(System.getenv()));
                }
            } catch (KeyFileException e) {
                throw new UsageException("Can't take the passphrase: " + e.reason() + ".", e);
            }
            return Optional.of(ask(questions
                    .get()
                    .orElseThrow(() -> new UsageException("The private key is to be encrypted, but there is no terminal"
                            + " to ask for a passphrase. Name what holds it with --passphrase-variable VARIABLE or"
                            + " --passphrase-file FILE, or leave the key unencrypted with --no-passphrase."))));
        }

        private static char[] ask(Prompter prompter) {
            String passphrase =
                    prompter.askHidden("Passphrase for the private key:").orElse("");
            if (passphrase.isEmpty()) {
                throw new UsageException("The passphrase is empty. Leave the key unencrypted with --no-passphrase.");
            }
            if (!prompter.askHidden("The same passphrase again:").orElse("").equals(passphrase)) {
                throw new UsageException("The two passphrases differ. No key was made.");
            }
            return passphrase.toCharArray();
        }
    }
}
