package org.kubeos.kbimg.config.node;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.yamlschema.DictionaryType;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** The section {@code scripts}. */
final class ScriptsSchema {

    private static final TextType<String> TEXT =
            TextType.of("a text", "at most 4096 characters, without NUL", "(?s)[^\\x00]*");

    private static final Key<Path> PATH =
            Key.required("path", HostFiles.type("a script"), "Path of the script on this machine.");
    private static final Key<List<String>> ARGUMENTS = Key.optional(
                    "args",
                    new ListType<>("a list of arguments", TEXT, false),
                    "Arguments. Everyone on this machine can list them while the script runs, so put secrets in"
                            + " `environment`.")
            .orElse(List.of(), "none");
    private static final Key<Map<String, String>> ENVIRONMENT = Key.optional(
                    "environment",
                    new DictionaryType<>(
                            "variables with values",
                            TextType.of(
                                    "the name of a variable",
                                    "letters, digits, and _, not starting with a digit",
                                    "[A-Za-z_][A-Za-z0-9_]{0,254}"),
                            TEXT),
                    "Environment variables, which are never logged. `{env: NAME}` takes a value from kbimg's"
                            + " own environment.")
            .orElse(Map.of(), "none");
    private static final Key<Boolean> NETWORK = Key.optional(
                    "network",
                    NodeScalarTypes.YES_OR_NO,
                    "Whether the script can reach the networks that this machine can, except for its loopback"
                            + " addresses. If not, it has no network.")
            .orElse(false, "false");
    private static final Key<Boolean> KEEP = Key.optional(
                    "keep",
                    NodeScalarTypes.YES_OR_NO,
                    "Whether to keep the script in the image, in `/usr/lib/kubeos/scripts`.")
            .orElse(false, "false");

    private static final MappingType<Script> SCRIPT = MappingType.of(
            List.of(PATH, ARGUMENTS, ENVIRONMENT, NETWORK, KEEP),
            v -> new Script(v.get(PATH), v.get(ARGUMENTS), v.get(ENVIRONMENT), v.get(NETWORK), v.get(KEEP)));

    static final Key<List<Script>> SCRIPTS = Key.optional(
                    "scripts",
                    new ListType<>("a list of scripts", SCRIPT, false),
                    "Scripts to run in the finished root file system, one after the other, in a sandbox. If one"
                            + " fails, the build fails.")
            .orElse(List.of(), "none");

    private ScriptsSchema() {}

    /** All are put into one directory. */
    static void check(ParsedMapping values) {
        Map<String, Path> byName = new HashMap<>();
        List<Script> scripts = values.find(SCRIPTS).orElse(List.of());
        for (int i = 0; i < scripts.size(); i++) {
            Script script = scripts.get(i);
            Path other = byName.putIfAbsent(script.name(), script.file());
            if (other != null && !other.equals(script.file())) {
                values.report(SCRIPTS, i, "another script is also named " + script.name() + "; rename one of them");
            }
        }
    }
}
