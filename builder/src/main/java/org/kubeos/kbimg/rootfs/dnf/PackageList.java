package org.kubeos.kbimg.rootfs.dnf;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;

/**
 * The packages in a root as rpm lists them, for readers that can't open rpm's database.
 *
 * @param packages fields by name, sorted by package; fields that a package lacks are absent
 */
record PackageList(List<Map<String, String>> packages) {

    /** Where it is in a root. */
    static final String PATH = "usr/lib/kubeos/packages.json";

    private static final List<String> FIELDS =
            List.of("name", "epoch", "version", "release", "architecture", "vendor", "license", "source");

    private static final String FORMAT = "%{NAME}\\t%|EPOCH?{%{EPOCH}}|\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}"
            + "\\t%|VENDOR?{%{VENDOR}}|\\t%{LICENSE}\\t%|SOURCERPM?{%{SOURCERPM}}|\\n";

    /** Asks rpm. */
    static PackageList of(Sandbox sandbox, Command rpm) throws IOException {
        try {
            return parse(sandbox.capture(rpm.plus(List.of("--query", "--all", "--queryformat=" + FORMAT))));
        } catch (ProcessFailedException e) {
            throw new BuildException("Can't list the installed packages:\n" + String.join("\n", e.lastLines()), e);
        }
    }

    /** Leaves out keys, which rpm keeps among the packages. */
    static PackageList parse(List<String> lines) {
        return new PackageList(lines.stream()
                .filter(line -> !line.startsWith("gpg-pubkey\t"))
                .sorted()
                .map(PackageList::fields)
                .toList());
    }

    private static Map<String, String> fields(String line) {
        String[] values = line.split("\t", -1);
        var fields = new LinkedHashMap<String, String>();
        for (int i = 0; i < FIELDS.size(); i++) {
            if (!values[i].isEmpty()) {
                fields.put(FIELDS.get(i), values[i]);
            }
        }
        return fields;
    }

    void writeTo(Path file) throws IOException {
        ObjectWriter writer = new JsonMapper().writer().with(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(file, writer.writeValueAsString(packages) + "\n");
    }
}
