package org.kubeos.kbimg.product.escape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.testkit.Tool;

/** A script that fills the disk of the build, which is a small one of its own. */
class FullDiskIT {

    private static final String SCRIPT = """
            #!/usr/bin/perl
            open my $out, '>', '/large' or exit 1;
            1 while syswrite $out, 'x' x 1048576;
            exit;
            """;

    /** Arguments: the directory, what its file system holds at most, the command. */
    private static final String ON_SMALL_DISK = """
            mount -t tmpfs -o size=$2 tmpfs "$1"
            directory=$1
            shift 2
            "$@"
            code=$?
            ls "$directory"/cache/work "$directory"/out | sed 's/^/left: /'
            exit $code
            """;

    @Test
    void isToldAndLeavesNothing() throws IOException {
        try (var caller = Caller.of(Caller.Kind.ROOT)) {
            Path root = MiniRoot.withBootAssets(
                    MiniRoot.programsIn(Files.createDirectory(caller.directory().resolve("root"))));
            Files.writeString(caller.directory().resolve("fill.pl"), SCRIPT);
            Path config = Files.writeString(caller.directory().resolve("full.yaml"), """
                    version: v1
                    distribution: debian
                    agent: none
                    source: {archive: %s}
                    scripts: [{path: fill.pl}]
                    """.formatted(
                            SmallArchive.pack(root, caller.directory().resolve("root.tar"))));
            Path disk = Files.createDirectory(caller.directory().resolve("disk"));
            var command = new ArrayList<>(
                    List.of("unshare", "--mount", "sh", "-c", ON_SMALL_DISK, "small-disk", disk.toString(), "400m"));
            command.addAll(Arrays.asList(caller.kbimg(
                    disk.resolve("cache"),
                    "create",
                    "vm-image",
                    "-f",
                    config.toString(),
                    "-o",
                    disk.resolve("out").toString())));
            Tool.Result build = Tool.run(command, new byte[0]);

            assertThat(build.exitCode()).as(build.text()).isEqualTo(1);
            assertThat(build.text())
                    .contains("No space left on device")
                    .doesNotContain("left: build-", "left: kubeos.tar", "\tat ");
        }
    }
}
