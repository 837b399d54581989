package org.kubeos.kbimg.customize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.node.HealthChecks;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.nodelayout.AgentFiles;
import org.kubeos.oci.Digest;
import org.kubeos.oci.registry.HostSettings;

/** What a config says to the node's agent, as files of the image. Nobody's credentials are among them. */
final class AgentSettings {

    private final FileTree tree;

    AgentSettings(FileTree tree) {
        this.tree = tree;
    }

    void write(ImageConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", AgentFiles.FORMAT);
        writeHealth(config.node().health(), json.putObject("health"));
        writeRegistries(config, json.putObject("registries"));
        json.put("bandwidth", config.node().upgrade().bandwidth());
        json.put("tries", config.node().upgrade().tries());
        if (config.node().upgrade().allowUnsigned()) {
            json.put("allowUnsigned", true);
        }
        tree.writeText(AgentFiles.CONFIGURATION, json.toPrettyString() + "\n");
        config.node().health().scripts().forEach(this::installCheck);
    }

    private static void writeHealth(HealthChecks health, ObjectNode json) {
        health.units().ifPresent(units -> add(units, json.putArray("units")));
        add(health.http().stream().map(String::valueOf).toList(), json.putArray("http"));
        json.put("deadlineSeconds", health.deadline().toSeconds());
    }

    private void writeRegistries(ImageConfig config, ObjectNode json) {
        Map<String, List<String>> mirrors = config.images().mirrors();
        new TreeMap<>(config.images().registries()).forEach((host, settings) -> {
            ObjectNode registry = json.putObject(host);
            settings.ca().ifPresent(ca -> registry.put("ca", install(ca)));
            registry.put("insecure", settings.insecure());
            if (settings.minRate() != HostSettings.DEFAULT_MIN_RATE) {
                registry.put("minRate", settings.minRate());
            }
            Optional.ofNullable(mirrors.get(host)).ifPresent(hosts -> add(hosts, registry.putArray("mirrors")));
        });
    }

    /** Returns the path on the node, which depends on nothing but the content. */
    private String install(Path certificates) {
        try {
            byte[] content = Files.readAllBytes(certificates);
            String path = AgentFiles.REGISTRIES + "/ca-" + Digest.of(content).hex() + ".pem";
            tree.writeFile(path, 0644, FileContent.of(content));
            return "/" + path;
        } catch (IOException e) {
            throw new BuildException("Can't read the certificates " + certificates + ": " + e.getMessage(), e);
        }
    }

    private void installCheck(Path script) {
        try {
            tree.writeFile(AgentFiles.REQUIRED_CHECKS + "/" + script.getFileName(), 0755, FileContent.of(script));
        } catch (IOException e) {
            throw new BuildException("Can't read the check " + script + ": " + e.getMessage(), e);
        }
    }

    private static void add(List<String> values, ArrayNode array) {
        values.forEach(array::add);
    }
}
