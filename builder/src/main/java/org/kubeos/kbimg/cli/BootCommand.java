package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.qemu.MachineOptions;
import org.kubeos.kbimg.host.qemu.MachineOptions.Forward;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(name = "boot", description = "Start a disk image in QEMU, with its serial console on this terminal.")
final class BootCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "IMAGE",
            description = "A disk image in the format qcow2 or raw, such as out/system.qcow2.")
    private @Nullable Path image;

    @Option(
            names = "--persistent",
            description =
                    "Let the machine write to the image. Without this option, its changes are lost when it stops.")
    private boolean persistent;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "1GiB",
            converter = MemoryConverter.class,
            description = "Memory of the machine, such as 4GiB. Default: ${DEFAULT-VALUE}")
    private long memory = MachineOptions.DEFAULT.memory();

    @Option(
            names = "--cpus",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of processors. Default: ${DEFAULT-VALUE}")
    private int processors = MachineOptions.DEFAULT.processors();

    @Option(
            names = "--ssh",
            paramLabel = "PORT",
            description =
                    "Forward this port of 127.0.0.1 to the machine's SSH server. 'kbimg ssh' logs in there, with a key that"
                            + " is made for this run and is not in the image. With --persistent, there is no such key:"
                            + " ssh -p PORT root@127.0.0.1")
    private @Nullable Integer ssh;

    @Option(
            names = "--forward",
            paramLabel = "HOST:GUEST",
            converter = ForwardConverter.class,
            description = "Forward a TCP port of 127.0.0.1 to one of the machine, such as 8080:80. Can be repeated.")
    private List<Forward> forwards = new ArrayList<>();

    private static final int MAX_PORT = 65_535;

    /** In MiB; with less, no kernel starts. */
    private static final long MIN_MEMORY = 64;

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    BootCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        try (var progress = globals.silentProgress(terminal)) {
            work.boot(Objects.requireNonNull(image, "picocli sets required parameters"), options(), progress);
            progress.succeeded();
        }
        return ExitCode.DONE.code();
    }

    private MachineOptions options() {
        if (processors < 1) {
            throw new UsageException("--cpus: a machine needs at least 1 processor.");
        }
        var all = new ArrayList<Forward>();
        if (ssh != null) {
            if (ssh < 1 || ssh > MAX_PORT) {
                throw new UsageException("--ssh: " + ssh + " is not a port from 1 to 65535.");
            }
            all.add(new Forward(ssh, Forward.SSH));
        }
        all.addAll(forwards);
        return new MachineOptions(persistent, memory, processors, all);
    }

    /** A size with a unit, in MiB. */
    static final class MemoryConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            long mebibytes;
            try {
                mebibytes = DataSize.parse(text).bytes() >> 20;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is not a size such as 512MiB or 4GiB");
            }
            if (mebibytes < MIN_MEMORY) {
                throw new TypeConversionException("'" + text + "' is less than " + MIN_MEMORY + "MiB");
            }
            return mebibytes;
        }
    }

    /** Two ports with a colon between them. */
    static final class ForwardConverter implements ITypeConverter<Forward> {
        @Override
        public Forward convert(String text) {
            String[] ports = text.split(":", -1);
            try {
                if (ports.length == 2) {
                    return new Forward(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
                }
            } catch (IllegalArgumentException e) {
                // Reported below.
            }
            throw new TypeConversionException("'" + text + "' is not two ports such as 8080:80");
        }
    }
}
