package org.kubeos.kbimg.rootfs.lock;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;

/** Writes lock files: JSON with a line for each thing that changes on its own, so that differences are easy to read. */
final class LockFileWriter {

    private LockFileWriter() {}

    static String text(LockFile lock) {
        var members = new ArrayList<>(List.of(
                member("format", quote(LockFileSchema.FORMAT)),
                member("kbimg", quote(lock.tool())),
                member("distribution", quote(lock.distribution())),
                member("profile", quote(lock.profile())),
                member("architecture", quote(lock.architecture()))));
        lock.source().ifPresent(source -> members.add(member("source", source(source))));
        for (LockedPart.Name name : LockedPart.Name.values()) {
            lock.part(name).ifPresent(part -> members.add(member(name.key(), part(part))));
        }
        return "{\n  " + String.join(",\n  ", members) + "\n}\n";
    }

    private static String source(LockedSource source) {
        String kind = switch (source) {
            case LockedSource.Archive _ -> LockFileSchema.ARCHIVE;
            case LockedSource.Image _ -> LockFileSchema.IMAGE;
        };
        return object(List.of(member("kind", quote(kind)), member("digest", quote(source.digest()))));
    }

    private static String part(LockedPart part) {
        return "{\n    "
                + String.join(
                        ",\n    ",
                        member("names", list(part.names(), LockFileWriter::quote)),
                        member("sources", list(part.sources(), LockFileWriter::quote)),
                        member("repositories", list(part.repositories(), LockFileWriter::repository)),
                        member("packages", list(part.packages(), LockFileWriter::packageLine)))
                + "\n  }";
    }

    private static String repository(RepositoryState state) {
        return object(List.of(member("url", quote(state.url())), member("digest", quote(state.digest()))));
    }

    private static String packageLine(PackageDescription described) {
        var members = new ArrayList<>(List.of(
                member("name", quote(described.name())),
                member("version", quote(described.version())),
                member("architecture", quote(described.architecture())),
                member("size", String.valueOf(described.size().bytes()))));
        described.installed().ifPresent(size -> members.add(member("installed", String.valueOf(size.bytes()))));
        members.add(member("digest", quote(described.digest())));
        members.add(member("url", quote(described.url())));
        return object(members);
    }

    private static <T> String list(List<T> items, Function<T, String> item) {
        return items.isEmpty()
                ? "[]"
                : items.stream().map(item).collect(Collectors.joining(",\n      ", "[\n      ", "\n    ]"));
    }

    private static String object(List<String> members) {
        return "{" + String.join(", ", members) + "}";
    }

    private static String member(String key, String value) {
        return quote(key) + ": " + value;
    }

    private static String quote(String text) {
        return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
