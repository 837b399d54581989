package org.kubeos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.RegistryClient;
import org.kubeos.oci.registry.RegistrySettings;
import org.kubeos.process.ApplicationName;
import org.kubeos.process.Progress;
import org.kubeos.slotimage.SlotImage;
import org.kubeos.testkit.DockerRegistry;

/** Images of one node in several versions, signed, in docker-registry. */
final class UpgradeImages implements AutoCloseable {

    /** With those that every image has, and the agent, some 400 MB. */
    private static final String PACKAGES = "openssh-server";

    private final Path work;
    private final String kbimg;
    private final Commands commands;
    private final DockerRegistry registry;

    /**
     * A source of packages.
     *
     * @param url of an archive of Debian
     */
    record Repository(String url, String suite) {
        String entry() {
            return "{name: " + suite + ", url: \"" + url + "\", suite: " + suite + ", components: [main]}";
        }
    }

    /**
     * Sizes of a version.
     *
     * @param layer size of the layer with {@code /os.tar}, in bytes
     * @param frames size of all chunks of the slot, in bytes
     * @param size of the slot's content, in bytes
     */
    record Sizes(long layer, long frames, long size) {}

    UpgradeImages(Path work, String kbimg, Commands commands) throws IOException {
        this.work = Files.createDirectories(work);
        this.kbimg = kbimg;
        this.commands = commands;
        this.registry = DockerRegistry.start(work.resolve("registry"));
        commands.run(kbimg, "key", "generate", "-o", work.resolve("key").toString(), "--no-passphrase");
    }

    /**
     * Builds a version and pushes it.
     *
     * @param more packages
     */
    void push(String version, String hostname, List<Repository> repositories, String... more) throws IOException {
        var packages = new ArrayList<>(List.of(PACKAGES));
        packages.addAll(List.of(more));
        Path config = Files.writeString(work.resolve(version + ".yaml"), """
                version: %s
                distribution: debian
                source: {repository: [%s]}
                packages: [%s]
                hostname: %s
                upgradeImage: {push: [%s]}
                registries: [{host: "%s", insecure: true}]
                signing: {key: key.key}
                trust: {keys: [key.pub]}
                """.formatted(
                version,
                String.join(", ", repositories.stream().map(Repository::entry).toList()),
                String.join(", ", packages),
                hostname,
                name(version),
                registry.host()));
        commands.run(kbimg, "create", "upgrade-image", "-f", config.toString(), "-o", output(version), "--quiet");
    }

    private String output(String version) {
        return work.resolve(version).toString();
    }

    /** The root file system of a version. */
    Path archive(String version) {
        return Path.of(output(version), "kubeos.tar");
    }

    /** The image that a node upgrades to. */
    String name(String version) {
        return registry.host() + "/kubeos:" + version;
    }

    Sizes sizes(String version) throws IOException {
        try (var client = new RegistryClient(
                RegistrySettings.ofUser(new ApplicationName("bench")).with(registry.host(), HostSettings.INSECURE),
                Progress.SILENT)) {
            String name = name(version);
            String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
            ResolvedImage image =
                    ResolvedImage.of(client.repository(ImageReference.parse(name)), Platform.linux(architecture), name);
            SlotImage slot = SlotImage.find(image).orElseThrow();
            return new Sizes(
                    image.image().layers().getFirst().descriptor().size(),
                    slot.frames().descriptor().size(),
                    slot.config().size());
        }
    }

    /** Counts what the registry has sent, by its log. */
    RegistryTraffic traffic() {
        return new RegistryTraffic(work.resolve("registry/log"));
    }

    @Override
    public void close() {
        registry.close();
    }
}
