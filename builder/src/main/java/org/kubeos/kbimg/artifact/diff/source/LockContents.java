package org.kubeos.kbimg.artifact.diff.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.kbimg.artifact.diff.ComparedPackage;
import org.kubeos.kbimg.artifact.diff.ComparedPackage.Format;
import org.kubeos.kbimg.artifact.diff.Contents;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.PackageManager;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.lock.LockFiles;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.lock.LockedPart.Name;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/** Reads lock files. Their packages are the node's; those of other root file systems are facts. */
final class LockContents {

    /** Digits of a digest that tell files apart for people. */
    private static final int SHORT_DIGEST = 12;

    private LockContents() {}

    /** Whether a text is a lock file's, of any version. */
    static boolean isLock(String text) {
        try {
            JsonNode json = new JsonMapper().readTree(text);
            return json.has("format") && json.has("profile");
        } catch (JsonProcessingException _) {
            return false;
        }
    }

    /** @throws org.kubeos.kbimg.config.ConfigException that lists all that is wrong in the file */
    static Contents read(String name, Path file) {
        LockFile lock = LockFiles.read(file, Optional.empty()).lock();
        var facts = new TreeMap<String, String>();
        facts.put("kbimg", lock.tool());
        facts.put("distribution", lock.distribution());
        facts.put("architecture", lock.architecture());
        facts.put("profile", lock.profile());
        lock.source().ifPresent(source -> facts.put("source", source.digest()));
        Optional<LockedPart> node = lock.part(Name.NODE);
        for (Name part : Name.values()) {
            lock.part(part).ifPresent(locked -> addFacts(part, locked, facts));
        }
        Format format = format(lock.distribution());
        Optional<List<ComparedPackage>> packages = node.map(part ->
                part.packages().stream().map(one -> compared(one, format)).toList());
        return new Contents(name, "a lock file", facts, packages, Optional.empty(), Optional.empty());
    }

    private static void addFacts(Name name, LockedPart part, SortedMap<String, String> facts) {
        part.repositories().forEach(state -> facts.put("repository " + state.url(), shortened(state.digest())));
        if (name != Name.NODE) {
            for (PackageDescription one : part.packages()) {
                facts.merge(
                        name.key() + " package " + one.name(),
                        one.version() + " (" + one.architecture() + ", " + shortened(one.digest()) + ")",
                        (first, second) -> first + ", " + second);
            }
        }
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(digest.length(), digest.indexOf(':') + 1 + SHORT_DIGEST));
    }

    private static ComparedPackage compared(PackageDescription one, Format format) {
        return new ComparedPackage(
                one.name(), one.architecture(), one.version(), one.installed(), format, Optional.of(one.digest()));
    }

    private static Format format(String distribution) {
        boolean rpm = DistributionProfile.names().contains(distribution)
                && DistributionProfile.of(distribution).packageManager() == PackageManager.DNF;
        return rpm ? Format.RPM : Format.DEB;
    }
}
