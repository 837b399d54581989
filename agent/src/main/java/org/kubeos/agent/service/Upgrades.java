package org.kubeos.agent.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.UsageException;
import org.kubeos.agent.api.UpgradeOrder;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.AgentConfiguration;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.shadow.UpgradeWarning;
import org.kubeos.agent.upgrade.PreparedUpgrade;
import org.kubeos.agent.upgrade.Transfer;
import org.kubeos.agent.upgrade.UpgradeConditions;
import org.kubeos.agent.upgrade.UpgradePlan;
import org.kubeos.agent.upgrade.UpgradeRequest;
import org.kubeos.agent.upgrade.UpgradeSettings;
import org.kubeos.agent.upgrade.Upgrader;
import org.kubeos.nodelayout.TrustStore;
import org.kubeos.oci.Digest;
import org.kubeos.oci.json.Json;
import org.kubeos.oci.registry.HostSettings;

/** Fetches and writes new versions. */
final class Upgrades {

    /** Where the original's agent has certificates. */
    private static final String CERTIFICATES = "/etc/KubeOS/certs";

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private final NodeRoot root;
    private final UpgradeConditions conditions;

    Upgrades(NodeRoot root, UpgradeConditions conditions) {
        this.root = root;
        this.conditions = conditions;
    }

    ObjectNode prepare(UpgradeOrder order, Events events) {
        var upgrader = new Upgrader(root, settings(order), conditions);
        var request = new UpgradeRequest(
                order.image(),
                order.digest().map(Digest::parse),
                order.insecure() || order.digestVouches() && !trustsSomebody(),
                order.allowDowngrade());
        if (order.dryRun()) {
            return json(upgrader.plan(request, events));
        }
        PreparedUpgrade prepared = upgrader.prepare(request, events);
        requireVersion(order, prepared.version());
        UpgradeWarning.emit(root, prepared.version(), events);
        return json(prepared);
    }

    private boolean trustsSomebody() {
        return Files.exists(root.path("/" + TrustStore.POLICY));
    }

    private UpgradeSettings settings(UpgradeOrder order) {
        UpgradeSettings settings = UpgradeSettings.of(AgentConfiguration.load(root), System.getenv());
        if (order.bandwidth().isPresent()) {
            settings = withBandwidth(settings, order.bandwidth().orElseThrow());
        }
        String image = order.image();
        boolean plain = order.plainHttp() && image.startsWith(HTTP);
        if (!plain && (order.certificates().isSystem() || !image.startsWith(HTTPS))) {
            return settings;
        }
        var hosts = new HashMap<>(settings.registries());
        String host = host(image);
        HostSettings known = hosts.getOrDefault(host, HostSettings.DEFAULT);
        hosts.put(
                host,
                new HostSettings(
                        order.certificates().ca().map(this::certificate).or(known::ca),
                        clientCertificate(order.certificates()).or(known::clientCertificate),
                        plain || known.insecure(),
                        known.minRate()));
        return settings.withRegistries(hosts, settings.mirrors());
    }

    private static UpgradeSettings withBandwidth(UpgradeSettings settings, long bandwidth) {
        try {
            return settings.withBandwidth(bandwidth);
        } catch (IllegalArgumentException e) {
            throw new UsageException("Can't limit the bandwidth: " + e.getMessage() + ".", e);
        }
    }

    private static String host(String url) {
        try {
            return String.valueOf(URI.create(url).getAuthority());
        } catch (IllegalArgumentException e) {
            throw new UsageException("'" + url + "' is no URL: " + e.getMessage() + ".", e);
        }
    }

    private Optional<HostSettings.ClientCertificate> clientCertificate(UpgradeOrder.Certificates names) {
        return names.client()
                .flatMap(client -> names.key()
                        .map(key -> new HostSettings.ClientCertificate(certificate(client), certificate(key))));
    }

    private Path certificate(String name) {
        return root.path(CERTIFICATES).resolve(name);
    }

    /**
     * The original names a version as Kubernetes shows it, {@code KubeOS v2}. If the image had another one, the node would be
     * upgraded again and again, since it never gets there.
     */
    private static void requireVersion(UpgradeOrder order, String version) {
        String wanted = order.version().orElse(version);
        if (!wanted.equals(version) && !wanted.endsWith(" " + version)) {
            throw new RefusedException("The image is version " + version + ", but version " + wanted
                    + " is wanted. It won't boot. Name the image of the version, or the version of the image.");
        }
    }

    private static ObjectNode json(UpgradePlan plan) {
        ObjectNode json = Json.object().put("slot", plan.slot().menuEntry());
        plan.version().ifPresent(version -> json.put("version", version));
        json.put("imageDigest", plan.imageDigest().toString());
        return add(plan.transfer(), json);
    }

    private static ObjectNode json(PreparedUpgrade prepared) {
        ObjectNode json = Json.object()
                .put("slot", prepared.slot().menuEntry())
                .put("version", prepared.version())
                .put("imageDigest", prepared.imageDigest().toString())
                .put("contentDigest", prepared.contentDigest().toString())
                .put("size", prepared.size());
        return add(prepared.transfer(), json);
    }

    private static ObjectNode add(Transfer transfer, ObjectNode json) {
        return json.put("inPlaceBytes", transfer.inPlace())
                .put("copiedBytes", transfer.copied())
                .put("fetchedBytes", transfer.fetched())
                .put("requests", transfer.requests());
    }
}
