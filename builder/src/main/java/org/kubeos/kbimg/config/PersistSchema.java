package org.kubeos.kbimg.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.schema.Key;
import org.kubeos.kbimg.config.schema.ListType;
import org.kubeos.kbimg.config.schema.MappingType;
import org.kubeos.kbimg.config.schema.Values;

/** The section {@code persist}. */
final class PersistSchema {

    private static final ListType<String> DIRECTORIES_OF_IMAGE =
            new ListType<>("a list of directories", TextTypes.TARGET_DIRECTORY);

    private static final Key<List<String>> UNION = Key.optional(
                    "union",
                    DIRECTORIES_OF_IMAGE,
                    "Directories of the read-only root that are writable through an overlay on PERSIST.")
            .orElse(List.of("/etc", "/var", "/opt"), "[/etc, /var, /opt]");
    private static final Key<List<String>> WRITABLE = Key.optional(
                    "writable",
                    DIRECTORIES_OF_IMAGE,
                    "Directories that are mounted from PERSIST as a whole; what the root has there is out of sight.")
            .orElse(List.of(), "none");
    private static final Key<List<String>> DIRECTORIES = Key.optional(
                    "directories",
                    new ListType<>("a list of directories", TextTypes.PERSIST_DIRECTORY),
                    "Directories to create on PERSIST, relative to its root.")
            .orElse(List.of(), "none");

    static final MappingType<Persist> TYPE = new MappingType<>(
            List.of(UNION, WRITABLE, DIRECTORIES),
            PersistSchema::checkOverlaps,
            v -> new Persist(v.get(UNION), v.get(WRITABLE), v.get(DIRECTORIES)));

    private PersistSchema() {}

    private record Place(Key<List<String>> key, int index) {}

    /** Two mounts of which one lies in the other would hide each other's files, depending on their order. */
    private static void checkOverlaps(Values values) {
        Map<String, Place> places = new HashMap<>();
        for (Key<List<String>> key : List.of(UNION, WRITABLE)) {
            List<String> paths = values.find(key).orElse(List.of());
            for (int i = 0; i < paths.size(); i++) {
                places.putIfAbsent(paths.get(i), new Place(key, i));
            }
        }
        for (Key<List<String>> key : List.of(UNION, WRITABLE)) {
            List<String> paths = values.find(key).orElse(List.of());
            for (int i = 0; i < paths.size(); i++) {
                checkAncestors(paths.get(i), new Place(key, i), places, values);
            }
        }
    }

    private static void checkAncestors(String path, Place place, Map<String, Place> places, Values values) {
        for (String outer = path; !outer.isEmpty(); outer = outer.substring(0, outer.lastIndexOf('/'))) {
            Place other = places.get(outer);
            if (other == null || other.equals(place)) {
                continue;
            }
            String relation = outer.equals(path) ? "is also in" : "lies in " + outer + " of";
            if (values.isGiven(place.key)) {
                values.report(place.key, place.index, path + " " + relation + " persist." + other.key.name());
            } else {
                values.report(other.key, other.index, outer + " holds " + path + " of persist." + place.key.name());
            }
            return;
        }
    }
}
