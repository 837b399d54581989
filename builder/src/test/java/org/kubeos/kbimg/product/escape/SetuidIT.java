package org.kubeos.kbimg.product.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** Another user of the build host, while a build runs whose code has opened the tree and left a setuid program in it. */
class SetuidIT {

    private static final String SCRIPT = """
            #!/usr/bin/perl
            mkdir $_, 0755 for '/usr/share', '/usr/share/escape';
            system 'cp /usr/bin/id /usr/share/escape/id && chmod 4755 /usr/share/escape/id';
            chmod 0777, '/', '/usr', '/usr/share', '/usr/share/escape';
            for (1 .. 600) { last if -e '/usr/share/escape/go'; select undef, undef, undef, 0.1 }
            """;

    @ParameterizedTest
    @EnumSource
    void anotherUserCanNotReachTheTree(Caller.Kind kind) throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "needs root to be another user");
        try (var caller = Caller.of(kind);
                var traces = new HostTraces(caller)) {
            Path root = MiniRoot.withBootAssets(
                    MiniRoot.programsIn(Files.createDirectory(caller.directory().resolve("root"))));
            Files.writeString(caller.directory().resolve("setuid.pl"), SCRIPT);
            Path config = Files.writeString(caller.directory().resolve("setuid.yaml"), """
                    version: v1
                    distribution: debian
                    agent: none
                    source: {archive: %s}
                    scripts: [{path: setuid.pl}]
                    """.formatted(
                            SmallArchive.pack(root, caller.directory().resolve("root.tar"))));
            caller.own(caller.directory());
            Path out = caller.directory().resolve("out");
            var build = CompletableFuture.supplyAsync(
                    () -> traces.build("create", "vm-image", "-f", config.toString(), "-o", out.toString()));

            Path program = awaitProgram(traces.cache().resolve("work"), build);
            List<String> reached = reachedBySomebodyElse(program, traces.cache().resolve("work"));
            Files.writeString(program.resolveSibling("go"), "");
            Tool.Result result = build.join();

            assertThat(result.exitCode()).as(result.text()).isZero();
            assertThat(reached)
                    .as("what nobody reached of a build of %s", caller)
                    .isEmpty();
        }
    }

    private static Path awaitProgram(Path work, CompletableFuture<Tool.Result> build) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < deadline && !build.isDone()) {
            List<String> found =
                    Tool.run("find", work.toString(), "-path", "*/usr/share/escape/id", "-perm", "-4000")
                            .lines()
                            .stream()
                            .filter(line -> line.startsWith("/") && line.endsWith("/id"))
                            .toList();
            if (!found.isEmpty()) {
                return Path.of(found.getFirst());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("no setuid program appeared below " + work);
    }

    /** The attacker is told where the tree is: a process list may do that. */
    private static List<String> reachedBySomebodyElse(Path program, Path work) {
        var reached = new ArrayList<String>();
        Tool.Result names = asNobody("ls", work.toString());
        if (names.exitCode() == 0) {
            reached.add("the names of work directories: " + String.join(" ", names.lines()));
        }
        Tool.Result entered = asNobody("ls", program.getParent().toString());
        if (entered.exitCode() == 0) {
            reached.add("the tree: " + String.join(" ", entered.lines()));
        }
        Tool.Result ran = asNobody(program.toString(), "-u");
        if (ran.exitCode() == 0) {
            reached.add("a setuid program in it, which ran as uid " + ran.text().strip());
        }
        Tool.Result written =
                asNobody("touch", program.resolveSibling("by-nobody").toString());
        if (written.exitCode() == 0) {
            reached.add("a directory in it, to write to");
        }
        return reached;
    }

    /** setpriv itself finds its program while it still has root's capabilities. */
    private static Tool.Result asNobody(String... command) {
        var line = new ArrayList<>(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "env"));
        line.addAll(Arrays.asList(command));
        return Tool.run(line, new byte[0]);
    }
}
