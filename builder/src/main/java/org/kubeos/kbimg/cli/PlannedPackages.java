package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.KbimgException;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.UnresolvableException;
import org.kubeos.process.HostEnvironmentException;

/**
 * The packages that a build would install.
 *
 * @param unresolved why they aren't known; empty if they are
 */
record PlannedPackages(List<PackageDescription> packages, Optional<String> unresolved) {

    /** Asks for packages. */
    @FunctionalInterface
    interface Question {
        List<PackageDescription> ask() throws IOException;
    }

    /** Those of a lock file. */
    static PlannedPackages of(LoadedLock lock, LockedPart.Name part) {
        return new PlannedPackages(lock.packages(part), Optional.empty());
    }

    /**
     * The answer to a question, or why it can't be asked here.
     *
     * @throws UnresolvableException if the answer is that a build would fail
     */
    static PlannedPackages of(Question question) throws IOException {
        try {
            return new PlannedPackages(question.ask(), Optional.empty());
        } catch (UnresolvableException e) {
            throw e;
        } catch (KbimgException | HostEnvironmentException e) {
            if (ExitCode.of(e) == ExitCode.INTERRUPTED) {
                throw e;
            }
            return new PlannedPackages(List.of(), Optional.of(TerminalText.oneLine(String.valueOf(e.getMessage()))));
        }
    }

    /**
     * One line.
     *
     * @param of what they are the packages of, for the end of the words that tell it; empty for the root file system
     */
    String summary(String of) {
        if (unresolved.isPresent()) {
            return "Packages" + of + " were not resolved: " + unresolved.get();
        }
        long size = packages.stream().mapToLong(file -> file.size().bytes()).sum();
        List<DataSize> installed =
                packages.stream().flatMap(file -> file.installed().stream()).toList();
        String total = installed.size() == packages.size()
                ? ", "
                        + new DataSize(
                                installed.stream().mapToLong(DataSize::bytes).sum())
                        + " installed"
                : "";
        return packages.size() + " packages" + of + ", " + new DataSize(size) + " of archives" + total;
    }

    /** @param key for the packages; with {@code Unresolved} behind it for the reason why they aren't known */
    void putInto(Map<String, Object> json, String key) {
        if (unresolved.isPresent()) {
            json.put(key + "Unresolved", unresolved.get());
        } else {
            json.put(key, packages.stream().map(PlannedPackages::json).toList());
        }
    }

    private static Map<String, Object> json(PackageDescription file) {
        Map<String, Object> json = JsonOutput.object(
                "name", file.name(),
                "version", file.version(),
                "architecture", file.architecture(),
                "bytes", file.size().bytes());
        file.installed().ifPresent(installed -> json.put("installedBytes", installed.bytes()));
        return json;
    }
}
