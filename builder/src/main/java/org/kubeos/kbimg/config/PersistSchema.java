package org.kubeos.kbimg.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.ImageConfig.PersistDirectory;
import org.kubeos.kbimg.config.node.NodeScalarTypes;
import org.kubeos.kbimg.config.node.Owner;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextOrMappingType;
import org.kubeos.yamlschema.TextType;

/** The section {@code persist}. */
final class PersistSchema {

    private static final ListType<String> DIRECTORIES_OF_IMAGE =
            new ListType<>("a list of directories", ScalarTypes.TARGET_DIRECTORY);

    private static final Key<List<String>> UNION = Key.optional(
                    "union",
                    DIRECTORIES_OF_IMAGE,
                    "Directories of the read-only root that are writable through an overlay on PERSIST.")
            .orElse(List.of("/etc", "/var", "/opt"), "[/etc, /var, /opt]");
    private static final Key<List<String>> WRITABLE = Key.optional(
                    "writable",
                    DIRECTORIES_OF_IMAGE,
                    "Directories that are mounted from PERSIST as a whole. They hide what the root has there. The storage of"
                            + " installed container runtimes is one without being listed: `/var/lib/containerd`,"
                            + " `/var/lib/docker`, `/var/lib/isulad`, `/var/lib/containers`, `/var/lib/kubelet`, `/var/lib/rancher`.")
            .orElse(List.of(), "none");
    private static final Key<String> DIRECTORY =
            Key.required("path", ScalarTypes.PERSIST_DIRECTORY, "Path relative to the root of PERSIST.");
    private static final Key<Integer> MODE =
            Key.optional("mode", NodeScalarTypes.MODE, "File mode.").orElse(0755, "0755");
    private static final Key<Owner> OWNER =
            Key.optional("owner", NodeScalarTypes.OWNER, "File owner.").orElse(Owner.ROOT, "root:root");

    private static final Key<List<PersistDirectory>> DIRECTORIES = Key.optional(
                    "directories",
                    new ListType<>(
                            "a list of directories",
                            new TextOrMappingType<>(
                                    TextType.parsed(
                                            ScalarTypes.PERSIST_DIRECTORY.noun(),
                                            ScalarTypes.PERSIST_DIRECTORY.form(),
                                            ScalarTypes.PERSIST_DIRECTORY
                                                    .pattern()
                                                    .pattern(),
                                            (path, _) -> new PersistDirectory(path)),
                                    MappingType.of(
                                            List.of(DIRECTORY, MODE, OWNER),
                                            v -> new PersistDirectory(v.get(DIRECTORY), v.get(MODE), v.get(OWNER))))),
                    "Directories to create on PERSIST: paths relative to its root, or mappings with mode and owner.")
            .orElse(List.of(), "none");

    private static final ListType<String> MOUNTS = new ListType<>("a list of directories", ScalarTypes.PERSIST_MOUNT);

    private static final Key<List<String>> SUID = Key.optional(
                    "suid",
                    MOUNTS,
                    "Paths from `union` and `writable`, or `/persist`, where setuid programs and file"
                            + " capabilities take effect. Everything else on PERSIST is mounted nosuid.")
            .orElse(List.of(), "none");
    private static final Key<List<String>> DEV = Key.optional(
                    "dev",
                    MOUNTS,
                    "Paths from `union` and `writable`, or `/persist`, where device nodes can be opened."
                            + " Everything else on PERSIST is mounted nodev.")
            .orElse(List.of(), "none");

    static final MappingType<Persist> TYPE = new MappingType<>(
            List.of(UNION, WRITABLE, DIRECTORIES, SUID, DEV),
            PersistSchema::checkPlaces,
            v -> new Persist(v.get(UNION), v.get(WRITABLE), v.get(DIRECTORIES), v.get(SUID), v.get(DEV)));

    private static final Set<String> NEEDED = Set.of("/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr");

    private PersistSchema() {}

    private record Place(Key<List<String>> key, int index) {}

    private static void checkPlaces(ParsedMapping values) {
        Map<String, Place> places = new HashMap<>();
        for (Key<List<String>> key : List.of(UNION, WRITABLE)) {
            List<String> paths = values.find(key).orElse(List.of());
            for (int i = 0; i < paths.size(); i++) {
                Place place = new Place(key, i);
                Place other = places.putIfAbsent(paths.get(i), place);
                if (other != null) {
                    report(paths.get(i) + " is also in persist.%s", place, other, values);
                }
            }
        }
        checkLayers(values);
        checkStorage(values);
        if (values.find(UNION).isPresent() && values.find(WRITABLE).isPresent()) {
            checkMounts(SUID, places.keySet(), values);
            checkMounts(DEV, places.keySet(), values);
        }
        checkDirectories(values);
        checkNeeded(values);
    }

    /** A writable path hides what the image has, and starts with only what the config declares. */
    private static void checkNeeded(ParsedMapping values) {
        List<String> paths = values.find(WRITABLE).orElse(List.of());
        for (int i = 0; i < paths.size(); i++) {
            if (NEEDED.contains(paths.get(i))) {
                values.report(
                        WRITABLE,
                        i,
                        paths.get(i) + " would hide files that the system needs to start; make it a union path,"
                                + " or use a directory in it");
            }
        }
    }

    private static void checkMounts(Key<List<String>> key, Set<String> mounted, ParsedMapping values) {
        List<String> paths = values.find(key).orElse(List.of());
        for (int i = 0; i < paths.size(); i++) {
            if (!mounted.contains(paths.get(i)) && !paths.get(i).equals(Persist.ROOT)) {
                values.report(
                        key,
                        i,
                        paths.get(i) + " is not mounted from PERSIST: use a path of persist.union or"
                                + " persist.writable, or "
                                + Persist.ROOT);
            }
        }
    }

    private static void checkDirectories(ParsedMapping values) {
        List<PersistDirectory> directories = values.find(DIRECTORIES).orElse(List.of());
        values.requireDistinct(DIRECTORIES, directories, "directory", directory -> Stream.of(directory.path()));
    }

    /** The layers of an overlay lie on PERSIST in directories of these names, beside those of paths inside it. */
    private static void checkLayers(ParsedMapping values) {
        List<String> paths = values.find(UNION).orElse(List.of());
        for (int i = 0; i < paths.size(); i++) {
            for (String outer : paths) {
                String inner =
                        paths.get(i).startsWith(outer + "/") ? paths.get(i).substring(outer.length() + 1) : "";
                if (values.isGiven(UNION)
                        && List.of(PersistLayout.UPPER, PersistLayout.WORK).contains(inner.split("/")[0])) {
                    values.report(
                            UNION, i, paths.get(i) + " collides with an overlay layer of " + outer + " on PERSIST");
                }
            }
        }
    }

    /** Containers are mounted as overlays, for which a union path, an overlay itself, is no place. */
    private static void checkStorage(ParsedMapping values) {
        List<String> paths = values.find(UNION).orElse(List.of());
        for (int i = 0; i < paths.size(); i++) {
            if (ContainerRuntime.isStorage(paths.get(i))) {
                values.report(
                        UNION,
                        i,
                        paths.get(i) + " holds containers, which can't be mounted on a union path; move it to"
                                + " persist.writable");
            }
        }
    }

    /** Reports at the place that the user wrote: one of the two may be a default. */
    private static void report(String problem, Place place, Place other, ParsedMapping values) {
        boolean given = values.isGiven(place.key);
        Place wrong = given ? place : other;
        Place same = given ? other : place;
        values.report(wrong.key, wrong.index, problem.formatted(same.key.name()));
    }
}
