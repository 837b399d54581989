package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.rootfs.packages.LockedPackages;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller.Transaction;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;
import org.kubeos.testkit.rpm.RpmRepository;

/** Packages of a lock file, installed with the real dnf, from servers that have moved on and from bundles. */
class LockedDnfIT {

    private static final List<String> NAMES = List.of("bash");

    private final RpmRepository fixture = DnfBuild.FIXTURE;
    private final Path directory;
    private final DnfBuild build;

    LockedDnfIT(@TempDir Path directory) {
        this.directory = directory;
        this.build = new DnfBuild(directory);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        build.removeRoots("free", "locked", "bundled", "failed");
        CachedArchives.assertWhole(build.cache().resolve("rpms"));
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(directory.toString());
    }

    @Test
    void lockedPackagesMakeTheSameTreeAfterTheRepositoryHasMovedOn() throws Exception {
        Path copy = DnfBuild.copyOf(fixture, directory);
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        Source.RepositoryList source;
        List<PackageDescription> packages;
        List<String> expected;
        try (var web = WebDirectory.serve(copy)) {
            source = DnfBuild.signed(web.url(), fixture.key());
            Transaction free = build.resolve("openeuler", source, NAMES);
            packages = free.packages();
            free.installInto(Files.createDirectory(directory.resolve("free")));
            assertThat(free.repositories())
                    .containsExactly(new RepositoryState(
                            web.url() + "repodata/repomd.xml",
                            "sha256:" + sha256(copy.resolve("repodata/repomd.xml"))));
            expected = tree("free");
            assertThat(expected).anyMatch(line -> line.startsWith("./usr/bin/bash "));
            Tool.run(
                            "rm",
                            "-rf",
                            copy.resolve("repodata").toString(),
                            build.cache().toString())
                    .expectSuccess();

            Transaction locked = build.locked(source, new LockedPackages(NAMES, packages, Optional.empty()));
            assertThat(locked.fingerprint()).isEqualTo(free.fingerprint());
            assertThat(locked.packages()).isEqualTo(packages);
            locked.installInto(Files.createDirectory(directory.resolve("locked")));
            assertThat(tree("locked")).containsExactlyElementsOf(expected);
            build.locked(source, new LockedPackages(NAMES, packages, Optional.empty()))
                    .fetchInto(bundle);
        }
        assertThat(relations(bundle))
                .containsExactlyElementsOf(relationsByCreaterepo(bundle))
                .anyMatch(line -> line.startsWith("bash 5"));
        Tool.run("rm", "-rf", build.cache().toString()).expectSuccess();
        build.locked(source, new LockedPackages(NAMES, packages, Optional.of(bundle)))
                .installInto(Files.createDirectory(directory.resolve("bundled")));
        assertThat(tree("bundled")).containsExactlyElementsOf(expected);
    }

    /** All that dnf reads of a repository's packages to choose among them. */
    private List<String> relations(Path repository) throws IOException {
        return Tool.run(
                        "dnf",
                        "--quiet",
                        "--installroot=" + Files.createTempDirectory(directory, "judge"),
                        "--setopt=reposdir=" + directory.resolve("none"),
                        "--repofrompath=bundle," + repository.toUri(),
                        "--releasever=1",
                        "repoquery",
                        "--queryformat=%{name} %{evr} %{arch} %{size} %{installsize} %{sourcerpm} %{vendor} %{summary}\n"
                                + "%{provides}\n%{requires}\n%{requires_pre}\n%{conflicts}\n%{obsoletes}\n%{recommends}\n"
                                + "%{suggests}\n%{supplements}\n%{enhances}")
                .expectSuccess()
                .lines();
    }

    private List<String> relationsByCreaterepo(Path bundle) throws IOException {
        Path copy = directory.resolve("judged");
        Tool.run("cp", "--recursive", bundle.toString(), copy.toString()).expectSuccess();
        Tool.run("rm", "-r", copy.resolve("repodata").toString()).expectSuccess();
        Tool.run("createrepo_c", "--quiet", copy.toString()).expectSuccess();
        return relations(copy);
    }

    private static String sha256(Path file) {
        return Tool.run("sha256sum", file.toString()).expectSuccess().text().substring(0, 64);
    }

    /** What a build takes of a root: all but dnf's history, logs, and what leftovers.sh removes of rpm's database. */
    private List<String> tree(String root) {
        return Tool.run("sh", "-c", """
                        cd "$1"
                        rm -rf var/lib/dnf var/log/* var/lib/rpm/.rpm.lock var/lib/rpm/rpmdb.sqlite-shm
                        [ -s var/lib/rpm/rpmdb.sqlite-wal ] || rm -f var/lib/rpm/rpmdb.sqlite-wal
                        find . -xdev -printf '%p %m %U %G %l\\n' | LC_ALL=C sort
                        find . -xdev -type f -exec sha256sum {} + | LC_ALL=C sort
                        """, "sh", directory.resolve(root).toString())
                .expectSuccess()
                .lines();
    }
}
