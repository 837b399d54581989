package org.kubeos.kbimg.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kubeos.kbimg.artifact.diff.ComparedPackage;
import org.kubeos.kbimg.artifact.diff.Comparison;
import org.kubeos.kbimg.artifact.diff.DirectorySize;
import org.kubeos.kbimg.artifact.diff.FieldChange;
import org.kubeos.kbimg.artifact.diff.FileChange;
import org.kubeos.kbimg.artifact.diff.PackageChange;
import org.kubeos.kbimg.artifact.diff.RootChanges;
import org.kubeos.kbimg.artifact.diff.RootChanges.AccountChange;
import org.kubeos.kbimg.cli.view.TerminalText;

/** Differences for other programs: all of them. A part that could not be compared is missing. */
final class DiffJson {

    private DiffJson() {}

    static Map<String, Object> of(Comparison comparison) {
        Map<String, Object> json = JsonOutput.object(
                "before", text(comparison.before()),
                "after", text(comparison.after()),
                "different", comparison.different(),
                "notCompared",
                        comparison.notCompared().stream().map(DiffJson::text).toList(),
                "build", fields(comparison.facts()));
        comparison.settings().ifPresent(changes -> json.put("settings", fields(changes)));
        comparison
                .packages()
                .ifPresent(changes -> json.put(
                        "packages", changes.stream().map(DiffJson::json).toList()));
        comparison.root().ifPresent(root -> put(root, json));
        return json;
    }

    private static void put(RootChanges root, Map<String, Object> json) {
        json.put("kernelArguments", fields(root.kernelArguments()));
        json.put("services", fields(root.services()));
        json.put("users", root.users().stream().map(DiffJson::json).toList());
        json.put("groups", root.groups().stream().map(DiffJson::json).toList());
        json.put("files", root.files().stream().map(DiffJson::json).toList());
        json.put("bytesBefore", root.sizeBefore());
        json.put("bytesAfter", root.sizeAfter());
        json.put("directories", root.directories().stream().map(DiffJson::json).toList());
    }

    /** Names and values come from others, and may hold a URL with a password. */
    private static String text(String text) {
        return TerminalText.lines(text);
    }

    private static List<Map<String, Object>> fields(List<FieldChange> changes) {
        return changes.stream().map(DiffJson::json).toList();
    }

    private static Map<String, Object> json(FieldChange change) {
        Map<String, Object> json = JsonOutput.object("name", text(change.name()));
        change.before().ifPresent(value -> json.put("before", text(value)));
        change.after().ifPresent(value -> json.put("after", text(value)));
        return json;
    }

    private static Map<String, Object> json(PackageChange change) {
        Map<String, Object> json =
                JsonOutput.object("name", text(change.name()), "change", DiffWords.name(change.kind()));
        put("before", change.before(), json);
        put("after", change.after(), json);
        return json;
    }

    private static void put(String key, Optional<ComparedPackage> side, Map<String, Object> json) {
        side.ifPresent(one -> {
            Map<String, Object> inner =
                    JsonOutput.object("version", text(one.version()), "architecture", text(one.architecture()));
            one.size().ifPresent(size -> inner.put("bytes", size.bytes()));
            one.digest().ifPresent(digest -> inner.put("digest", text(digest)));
            json.put(key, inner);
        });
    }

    private static Map<String, Object> json(AccountChange change) {
        Map<String, Object> json =
                JsonOutput.object("name", text(change.name()), "change", DiffWords.name(change.kind()));
        if (!change.fields().isEmpty()) {
            json.put("fields", fields(change.fields()));
        }
        return json;
    }

    private static Map<String, Object> json(FileChange change) {
        Map<String, Object> json = JsonOutput.object(
                "path", text("/" + change.path()),
                "change", DiffWords.name(change.kind()),
                "type", change.type().words());
        put("bytesBefore", change.before(), json);
        put("bytesAfter", change.after(), json);
        if (!change.fields().isEmpty()) {
            json.put("fields", fields(change.fields()));
        }
        return json;
    }

    private static void put(String key, OptionalLong bytes, Map<String, Object> json) {
        bytes.ifPresent(size -> json.put(key, size));
    }

    private static Map<String, Object> json(DirectorySize directory) {
        return JsonOutput.object(
                "path", text("/" + directory.path()),
                "bytesBefore", directory.before(),
                "bytesAfter", directory.after());
    }
}
