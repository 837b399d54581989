package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.verify.VerifiedFiles;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.SignatureConfig.Trust;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.signature.SignedBy;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.VerifiedImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Verify the signatures of an upgrade image, of the outputs of a build, or of a file.")
final class VerifyCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "WHAT",
            description =
                    "An upgrade image, such as registry.example.org/kubeos:v1 or oci:DIR[:TAG]; an output directory,"
                            + " such as out; or a file with a signature beside it, such as out/kubeos.tar.")
    private String target = "";

    @Option(names = "--key", paramLabel = "FILE", description = "Public keys that are trusted. Can be repeated.")
    private List<Path> keys = new ArrayList<>();

    @Option(
            names = "--authority",
            paramLabel = "FILE",
            description = "Certificates of authorities that are trusted. Can be repeated.")
    private List<Path> authorities = new ArrayList<>();

    @Option(
            names = "--threshold",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many different signers are needed. Default: ${DEFAULT-VALUE}")
    private int threshold = 1;

    @Option(
            names = "--annotation",
            paramLabel = "KEY=VALUE",
            description = "Annotation that a signature of an image must have. Can be repeated.")
    private Map<String, String> annotations = new TreeMap<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "CONFIG",
            description = "A config whose section 'trust' says who is trusted, unless the options do, and whose section"
                    + " 'registries' says how to reach registries.")
    private @Nullable Path file;

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    VerifyCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        @Nullable
        ImageConfig config = file == null
                ? null
                : ConfigOptions.Readers.of(work.distributions()).read(file, List.of());
        TrustPolicy policy = policy(config);
        Path path = Path.of(target);
        try (var progress = globals.progress(terminal)) {
            if (Files.exists(path)) {
                VerifiedFiles verified = work.verify(path, policy, progress);
                progress.succeeded();
                report(verified);
            } else {
                Map<String, HostSettings> hosts =
                        config == null ? Map.of() : config.images().registries();
                VerifiedImage verified = work.verify(location(), policy, hosts, progress);
                progress.succeeded();
                report(verified);
            }
        }
        return ExitCode.DONE.code();
    }

    private TrustPolicy policy(@Nullable ImageConfig config) {
        if (!keys.isEmpty() || !authorities.isEmpty()) {
            return new Trust(keys, authorities, threshold, new TreeMap<>(annotations)).policy();
        }
        if (config == null) {
            throw new UsageException(
                    "Whose signatures are trusted? Name keys with --key FILE, authorities with --authority"
                            + " FILE, or a config that has a section 'trust' with -f CONFIG.");
        }
        if (threshold != 1 || !annotations.isEmpty()) {
            throw new UsageException("--threshold and --annotation go with --key or --authority. With -f CONFIG, its"
                    + " section 'trust' has them.");
        }
        return config.signatures()
                .trust()
                .orElseThrow(
                        () -> new UsageException(file + " has no section 'trust'. Add one: trust: {keys: [FILE]}; or"
                                + " name keys with --key FILE."))
                .policy();
    }

    /** A missing file must be reported as one, so a name is an image name only if it has a tag or digest. */
    private ImageLocation location() {
        try {
            return ImageLocation.parse(target, Path.of("").toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "There is no file or directory " + target + ", and it is not the name of an image: "
                            + e.getMessage(),
                    e);
        }
    }

    private void report(VerifiedImage image) {
        if (globals.json()) {
            List<Map<String, Object>> signatures = image.signatures().stream()
                    .map(signature -> {
                        Map<String, Object> json = json(signature.by());
                        json.put("reference", signature.reference());
                        json.put("annotations", signature.annotations());
                        return json;
                    })
                    .toList();
            JsonOutput.print(
                    terminal.out(),
                    JsonOutput.object(
                            "verified", target, "digest", image.digest().toString(), "signatures", signatures));
            return;
        }
        terminal.out().println(target + ": " + image.digest());
        for (VerifiedImage.Signature signature : image.signatures()) {
            String more = signature.annotations().entrySet().stream()
                    .map(entry -> ", " + entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining());
            terminal.out()
                    .println(TerminalText.oneLine(
                            "signed with " + signature.by() + " as " + signature.reference() + more));
        }
    }

    private void report(VerifiedFiles files) {
        if (globals.json()) {
            JsonOutput.print(
                    terminal.out(),
                    JsonOutput.object(
                            "verified",
                            target,
                            "files",
                            files.files(),
                            "notCovered",
                            files.uncovered(),
                            "signatures",
                            files.signers().stream().map(VerifyCommand::json).toList()));
            return;
        }
        files.files().forEach(name -> terminal.out().println(TerminalText.oneLine(name + ": OK")));
        files.uncovered()
                .forEach(name -> terminal.out().println(TerminalText.oneLine(name + ": not covered by the signature")));
        files.signers().forEach(signer -> terminal.out().println(TerminalText.oneLine("signed with " + signer)));
    }

    private static Map<String, Object> json(SignedBy signer) {
        Map<String, Object> json = JsonOutput.object("key", signer.key().toString());
        signer.subject().ifPresent(subject -> json.put("subject", subject));
        return json;
    }
}
