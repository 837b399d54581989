package org.kubeos.kbimg.product.escape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.testkit.Tool;

/** Foreign code that tries to leave the sandbox, by every way that a build runs it on. */
class EscapeIT {

    private static final int MIN_ATTEMPTS = 40;

    @ParameterizedTest
    @EnumSource
    void aScriptStaysInside(Caller.Kind kind) throws IOException {
        try (var caller = Caller.of(kind);
                var traces = new HostTraces(caller)) {
            Path archive = MiniRoot.pack(
                    MiniRoot.withBootAssets(MiniRoot.programsIn(
                            Files.createDirectory(caller.directory().resolve("root")))),
                    caller.directory().resolve("root.tar"));
            Path config = caller.directory().resolve("escape.yaml");
            Files.writeString(caller.directory().resolve("kit.pl"), traces.kit());
            Files.writeString(config, """
                    version: v1
                    distribution: debian
                    source: {archive: %s}
                    scripts:
                      - {path: kit.pl, args: [script]}
                      - {path: kit.pl, args: [script-network], network: true}
                    """.formatted(archive));
            expectHeld(caller, traces, config, "script", "script-network");
        }
    }

    private static void expectHeld(Caller caller, HostTraces traces, Path config, String... vehicles)
            throws IOException {
        caller.own(caller.directory());
        Path out = caller.directory().resolve("out");
        Tool.Result build = traces.build("create", "vm-image", "-f", config.toString(), "-o", out.toString());
        assertThat(build.exitCode()).as(build.text()).isZero();

        var open = new ArrayList<String>();
        for (String vehicle : vehicles) {
            Map<String, String> report = AttackKit.report(out.resolve("kubeos.tar"), vehicle, caller.directory());
            assertThat(report)
                    .as("attempts of %s: %s", vehicle, build.text())
                    .hasSizeGreaterThanOrEqualTo(MIN_ATTEMPTS);
            List<String> opened = report.entrySet().stream()
                    .filter(attempt -> !attempt.getValue().startsWith("held"))
                    .map(attempt -> vehicle + ": " + attempt.getKey() + ": " + attempt.getValue())
                    .toList();
            System.out.printf(
                    "EscapeIT: %s as %s: %d attempts, %d open%n", vehicle, caller, report.size(), opened.size());
            open.addAll(opened);
        }
        traces.find().forEach(trace -> open.add("trace: " + trace));
        assertThat(open).as("what got out, built by %s", caller).isEmpty();
    }
}
