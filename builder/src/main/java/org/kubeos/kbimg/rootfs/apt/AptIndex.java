package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageMessages;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.kbimg.rootfs.packages.UnresolvableException;
import org.kubeos.process.Command;
import org.kubeos.process.FileLock;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * apt's package lists for a set of repositories, kept between builds in an empty root of their own, so that a build
 * downloads only what is new. Only one build at a time can hold it open.
 */
final class AptIndex implements AutoCloseable {

    private static final String APT_CONF = "apt.conf";

    /** The file whose time tells when the lists were last known to be the repositories' own. */
    private static final String REFRESHED = "refreshed";

    /** The directory of apt's answers to earlier questions. */
    private static final String ANSWERS = "answers";

    /** Preferences of packages that keep their versions; apt reads them only if it is told to. */
    private static final String PINS = "pins";

    private final Path root;
    private final FileLock lock;
    private final Sandbox sandbox;
    private final Progress progress;

    /**
     * @param root with apt's files
     * @param lock on the index, which ends with it
     */
    AptIndex(Path root, FileLock lock, Sandbox sandbox, Progress progress) {
        this.root = root;
        this.lock = lock;
        this.sandbox = sandbox;
        this.progress = progress;
    }

    /** Makes {@code root} ready to be an index. */
    static void prepare(Path root, AptSetup setup) throws IOException {
        setup.writeInto(root);
        Files.writeString(root.resolve(APT_CONF), setup.configurationFor(root));
    }

    /**
     * Fetches the lists that have changed, and verifies their signatures. Where repositories can't be reached at all,
     * the
     * lists of an earlier time do, with a warning.
     */
    void refresh() throws IOException {
        Path stamp = root.resolve(REFRESHED);
        boolean again = Files.exists(stamp);
        Command update = apt("apt-get", "update", "--error-on=any")
                // Apt's own caches are built when something is first looked up: unchanged lists need no new ones.
                .plus(List.of("-o", "pkgCacheFile::Generate=false"))
                // Apt would wait seven seconds for a mistyped or absent server.
                .plus(List.of("-o", "Acquire::Retries=1"));
        try {
            sandbox.run(update);
            Files.writeString(stamp, "");
        } catch (ProcessFailedException e) {
            if (!again || !AptMessages.isUnreachable(e.lastLines())) {
                throw new BuildException(AptMessages.explainUnreadable(e.lastLines()), e);
            }
            progress.warning("Can't reach every package repository; continuing with the package lists from "
                    + Files.getLastModifiedTime(stamp).toInstant().truncatedTo(ChronoUnit.SECONDS) + ". "
                    + AptMessages.whyUnreachable(e.lastLines()));
        }
    }

    /** The packages that have to be installed for these names, with the distribution's essential ones. */
    List<DebPackage> resolve(List<String> packages) throws IOException {
        var answers = new ResolutionCache(root.resolve(ANSWERS), root.resolve(AptSetup.LISTS));
        Optional<List<String>> known = answers.find(packages);
        List<String> answer = known.isPresent() ? known.get() : ask(packages);
        if (known.isEmpty()) {
            answers.keep(packages, answer);
        }
        return packages(answer);
    }

    /**
     * The same with packages that keep their versions as far as that is possible: those that stand in the way of the others are
     * let go, a few at a time, as apt names them.
     */
    List<DebPackage> resolve(List<String> packages, List<PackageDescription> held) throws IOException {
        List<PackageDescription> kept = held;
        while (true) {
            Path pins = Files.writeString(root.resolve(PINS), HeldPackages.pins(kept));
            List<String> options = List.of("-o", "Dir::Etc::preferences=" + pins);
            try {
                return packages(sandbox.capture(configured(question(options, "-qq", packages))));
            } catch (ProcessFailedException e) {
                List<String> reasons = whyNot(configured(question(options, "-q", packages)), e.lastLines());
                List<PackageDescription> fewer = HeldPackages.without(kept, reasons);
                if (fewer.size() == kept.size()) {
                    return resolve(packages);
                }
                kept = fewer;
            }
        }
    }

    private static List<DebPackage> packages(List<String> answer) {
        try {
            return answer.stream()
                    .filter(DebPackage::isUriLine)
                    .map(DebPackage::ofUriLine)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new BuildException("Can't understand apt's answer: " + e.getMessage(), e);
        }
    }

    /** The release files of the repositories, as they are now. */
    List<RepositoryState> repositories() throws IOException {
        Command question = configured(Command.of(
                "apt-get", "indextargets", "--format", "$(FILENAME) $(URI) $(METAKEY)", "Created-By: Packages"));
        try {
            return AptReleases.of(sandbox.capture(question));
        } catch (ProcessFailedException e) {
            throw new BuildException(AptMessages.explainUnreadable(e.lastLines()), e);
        }
    }

    private List<String> ask(List<String> packages) throws IOException {
        try {
            return sandbox.capture(configured(question(List.of(), "-qq", packages))).stream()
                    .filter(DebPackage::isUriLine)
                    .toList();
        } catch (ProcessFailedException e) {
            List<String> unknown = AptMessages.unknownPackages(e.lastLines());
            throw new UnresolvableException(
                    unknown.isEmpty()
                            ? AptMessages.explain(
                                    whyNot(configured(question(List.of(), "-q", packages)), e.lastLines()))
                            : PackageMessages.explainUnknown(unknown, packageNames()),
                    e);
        }
    }

    /** Which archives apt would install for these names and the essential packages. */
    static Command question(List<String> options, String quiet, List<String> packages) {
        return Command.of("apt-get", "install", "--print-uris", "--yes", quiet)
                .plus(options)
                .plus(List.of("--", "?essential"))
                .plus(packages);
    }

    /** Asks again, so that apt tells which dependencies are unmet: on its standard output, and only if less quiet. */
    private List<String> whyNot(Command question, List<String> otherwise) throws IOException {
        try {
            sandbox.run(question);
            return otherwise;
        } catch (ProcessFailedException e) {
            return e.lastLines();
        }
    }

    private List<String> packageNames() throws IOException {
        try {
            return sandbox.capture(apt("apt-cache", "pkgnames"));
        } catch (ProcessFailedException e) {
            return List.of(); // It is for a hint in a message only.
        }
    }

    private Command configured(Command command) {
        return command.with("APT_CONFIG", root.resolve(APT_CONF).toString());
    }

    private Command apt(String... command) {
        return configured(Command.of(command));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
