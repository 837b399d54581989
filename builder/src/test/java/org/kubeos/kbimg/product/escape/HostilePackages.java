package org.kubeos.kbimg.product.escape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kubeos.testkit.AptRepository;
import org.kubeos.testkit.SigningKey;
import org.kubeos.testkit.Tool;

/** Packages that bring the kit and run it, beside a distribution's own. */
final class HostilePackages {

    private static final String DRACUT_MODULE = """
            #!/bin/bash
            check() { return 0; }
            depends() { return 0; }
            install() { /usr/bin/perl /%1$s/kit.pl dracut; }
            """.formatted(AttackKit.DIRECTORY);

    /** Apt, which installs from outside of the new root, reads settings in it: what to run, and where to write logs. */
    private static final String APT_SETTINGS = """
            DPkg::Pre-Invoke:: "touch %1$s/left-by-dpkg-hook || true";
            Dir::Log::History "%1$s/left-by-apt-history";
            Dir::Log::Terminal "%1$s/left-by-apt-terminal";
            Dir::Log::Planner "%1$s/left-by-apt-planner";
            """;

    private HostilePackages() {}

    /** Writes a file of package sources, of this host's and of a repository with the package {@code escape}. */
    static Path debian(HostTraces traces, Path directory) throws IOException {
        var repository = new AptRepository(directory.resolve("repository"));
        Path tree = Files.createDirectories(directory.resolve("settings-package"));
        MiniRoot.write(tree, AttackKit.DIRECTORY + "/kit.pl", traces.kit());
        MiniRoot.write(tree, "usr/lib/dracut/modules.d/99escape/module-setup.sh", DRACUT_MODULE);
        MiniRoot.write(tree, "etc/apt/apt.conf.d/99escape", APT_SETTINGS.formatted(traces.victim()));
        // Essential packages are there before apt installs the others.
        repository.add("escape-settings", "1", List.of("Essential: yes"), "", tree);
        repository.add(
                "escape", "1", List.of("Depends: escape-settings, perl-base"), """
                #!/bin/sh
                exec /usr/bin/perl /%s/kit.pl deb
                """.formatted(AttackKit.DIRECTORY));
        Path publicKey = directory.resolve("public.gpg");
        try (var key = SigningKey.make()) {
            repository.publish(key);
            key.exportBinaryTo(publicKey);
        }
        return Files.writeString(
                directory.resolve("hostile.sources"),
                hostSources() + "\nTypes: deb\nURIs: " + repository.root().toUri() + "\nSuites: " + AptRepository.SUITE
                        + "\nSigned-By: " + publicKey + "\n");
    }

    private static String hostSources() throws IOException {
        var texts = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(Path.of("/etc/apt/sources.list.d"), "*.sources")) {
            for (Path file : files) {
                texts.add(Files.readString(file));
            }
        }
        return texts.stream().collect(Collectors.joining("\n"));
    }

    /**
     * Writes a repository with the RPM {@code escape}, which rpmbuild makes: a %post in the shell, and a %posttrans in Lua,
     * which rpm itself runs. It brings perl, which no other RPM of the tests does.
     */
    static Path rpm(HostTraces traces, Path directory) throws IOException {
        Path repository = Files.createDirectories(directory.resolve("hostile-rpms"));
        Path tree = MiniRoot.copy(List.of("perl-base"), Files.createDirectory(directory.resolve("rpm-tree")));
        MiniRoot.write(tree, AttackKit.DIRECTORY + "/kit.pl", traces.kit());
        Path spec = Files.writeString(directory.resolve("escape.spec"), """
                Name: escape
                Version: 1
                Release: 1
                Summary: leaves the sandbox
                License: none
                Requires(post): bash
                AutoReqProv: no
                %%description
                %%install
                cp -a %1$s/. %%{buildroot}
                %%files
                /%2$s/kit.pl
                /usr/bin/perl*
                /usr/lib/*/perl-base
                %%post
                /usr/bin/perl /%2$s/kit.pl rpm
                %%posttrans -p <lua>
                local child = posix.fork()
                if child == 0 then
                    posix.exec("/usr/bin/perl", "/%2$s/kit.pl", "rpm-lua")
                end
                posix.wait(child)
                """.formatted(tree, AttackKit.DIRECTORY));
        Tool.run(
                        "rpmbuild",
                        "-bb",
                        "--define=__os_install_post %{nil}",
                        "--define=debug_package %{nil}",
                        "--define=_topdir " + directory.resolve("rpmbuild"),
                        "--define=_rpmdir " + repository,
                        spec.toString())
                .expectSuccess();
        Tool.run("createrepo_c", "--quiet", repository.toString()).expectSuccess();
        return repository;
    }
}
