package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.Command;
import org.kubeos.kbimg.host.FileLock;
import org.kubeos.kbimg.host.ProcessFailedException;
import org.kubeos.kbimg.host.Sandbox;

/**
 * What a set of repositories offers: apt's package lists, kept between builds in an empty root of their own, so that a
 * build downloads only what is new. One build at a time holds it open.
 */
final class AptIndex implements AutoCloseable {

    private static final String APT_CONF = "apt.conf";

    private final Path root;
    private final FileLock lock;
    private final Sandbox sandbox;

    private AptIndex(Path root, FileLock lock, Sandbox sandbox) {
        this.root = root;
        this.lock = lock;
        this.sandbox = sandbox;
    }

    /** Opens the index in {@code root}, which is created if need be. */
    static AptIndex open(Path root, AptSetup setup, Sandbox sandbox) throws IOException {
        Files.createDirectories(root);
        FileLock lock = FileLock.acquire(root.resolve("kbimg.lock"));
        boolean ready = false;
        try {
            setup.writeInto(root);
            Files.writeString(root.resolve(APT_CONF), setup.configurationFor(root));
            ready = true;
            return new AptIndex(root, lock, sandbox);
        } finally {
            if (!ready) {
                lock.close();
            }
        }
    }

    /** Fetches the lists that have changed, and verifies their signatures. */
    void refresh() throws IOException {
        try {
            sandbox.run(aptGet("update", "--error-on=any"));
        } catch (ProcessFailedException e) {
            throw new BuildException(
                    "The package repositories can't be read:\n" + AptMessages.errors(e.lastLines()), e);
        }
    }

    /** The packages that have to be installed for these names, with Debian's essential ones. */
    List<Deb> resolve(List<String> packages) throws IOException {
        Command resolve = aptGet("install", "--print-uris", "--yes", "-qq", "--", "?essential")
                .plus(packages);
        try {
            return sandbox.capture(resolve).stream()
                    .filter(Deb::isUriLine)
                    .map(Deb::ofUriLine)
                    .toList();
        } catch (ProcessFailedException e) {
            throw new BuildException(AptMessages.explain(e.lastLines()), e);
        } catch (IllegalArgumentException e) {
            throw new BuildException("apt's answer is not understood: " + e.getMessage(), e);
        }
    }

    /** Hard-links the lists as they are now, which a later refresh does not change. */
    void linkListsInto(Path directory) throws IOException {
        Files.createDirectories(directory);
        var lists = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(root.resolve(AptSetup.LISTS), Files::isRegularFile)) {
            entries.forEach(lists::add);
        }
        for (Path list : lists) {
            if (!list.endsWith("lock")) {
                Files.createLink(directory.resolve(list.getFileName()), list);
            }
        }
    }

    private Command aptGet(String... arguments) {
        return Command.of("apt-get")
                .plus(List.of(arguments))
                .with("APT_CONFIG", root.resolve(APT_CONF).toString());
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
