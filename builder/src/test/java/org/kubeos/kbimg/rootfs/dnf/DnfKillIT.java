package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.rootfs.BuildProcess;
import org.kubeos.testkit.WebDirectory;
import org.kubeos.testkit.rpm.RpmRepository;

/** Stage one with dnf, killed at any moment: nothing is left, and the next build does not mind. */
class DnfKillIT {

    private static final int KILLS = 6;

    /** Somewhat more than a build prints that has nothing to download. */
    private static final int LINES = 150;

    /** What follows is the same for every package manager. */
    private static final String END = "Building initramfs";

    private static final long PAUSE_MILLIS = 400;

    @TempDir
    private Path directory;

    @Test
    void killedBuildsLeaveNothingAndTheNextOneSucceeds() throws Exception {
        long seed = Long.getLong("kbimg.seed", 20261122);
        System.out.println("DnfKillIT: seed " + seed + " (-Dkbimg.seed=" + seed + " repeats it)");
        var random = new Random(seed);
        Path cache = directory.resolve("cache");
        RpmRepository fixture = DnfBuild.FIXTURE;
        try (var web = WebDirectory.serve(fixture.directory())) {
            String config = """
                    version: v1
                    distribution: openeuler
                    source:
                      repository: [{name: test, url: "%s", key: %s}]
                    """.formatted(web.url(), fixture.key());
            for (int i = 0; i < KILLS; i++) {
                killOnce(BuildProcess.startWith(cache, config), random);
                CachedArchives.assertWhole(cache.resolve("rpms"));
            }
            BuildProcess last = BuildProcess.startWith(cache, config);
            assertThat(last.awaitEnd()).startsWith("made ");
            last.assertNothingRunsOrIsMounted();
        }
        assertThat(cache.resolve("work")).isDirectoryNotContaining("glob:**build-*");
        CachedArchives.assertWhole(cache.resolve("rpms"));
    }

    private static void killOnce(BuildProcess build, Random random) throws Exception {
        List<String> seen = build.awaitLines(random.nextInt(LINES), END);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(PAUSE_MILLIS)));
        System.out.println(
                "DnfKillIT: killed after " + seen.size() + " lines: " + (seen.isEmpty() ? "" : seen.getLast()));
        if (random.nextBoolean()) {
            build.killAlone();
        } else {
            build.killWholeTree();
        }
        build.assertNothingRunsOrIsMounted();
    }
}
