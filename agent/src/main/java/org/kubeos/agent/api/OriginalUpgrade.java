package org.kubeos.agent.api;

import java.util.Optional;

/** The parameter of the original's {@code prepare_upgrade}, which an OS resource's fields become. */
final class OriginalUpgrade {

    private OriginalUpgrade() {}

    static UpgradeOrder order(Params params) throws RpcException {
        String type = params.text("image_type").orElse("");
        Optional<String> version = params.text("version");
        Optional<String> digest = Digests.optional(params.text("check_sum"), "check_sum");
        boolean flagSafe = params.flag("flag_safe");
        return switch (type) {
            case "docker", "containerd" ->
                new UpgradeOrder(
                        params.required("container_image"),
                        digest,
                        version,
                        false,
                        digest.isPresent(),
                        false,
                        true,
                        false,
                        Optional.empty(),
                        UpgradeOrder.Certificates.SYSTEM);
            case "disk" ->
                new UpgradeOrder(
                        url(params, flagSafe),
                        Optional.of(
                                digest.orElseThrow(
                                        () -> Params.bad(
                                                "Invalid params: expected the SHA-256 digest of the file as check_sum, since image_type is disk."))),
                        version,
                        false,
                        true,
                        flagSafe,
                        true,
                        false,
                        Optional.empty(),
                        certificates(params));
            default ->
                throw new RpcException(
                        Reason.FAILED,
                        "Invalid image type \"" + type + "\". Expected one of: docker, containerd, disk.");
        };
    }

    private static String url(Params params, boolean flagSafe) throws RpcException {
        String url = params.required("image_url");
        if (!url.startsWith("https://") && !url.startsWith("http://")) {
            throw Params.bad("Invalid params: expected a URL with https:// as image_url.");
        }
        if (!url.startsWith("https://") && !flagSafe) {
            throw new RpcException(
                    Reason.REFUSED,
                    "The image's URL isn't safe: it begins with http://. Use https://, or set flag_safe if the network is.");
        }
        return url;
    }

    private static UpgradeOrder.Certificates certificates(Params params) throws RpcException {
        Params certs = params.group("certs");
        Optional<String> ca = fileName(certs, "ca_cert");
        if (!params.flag("mtls")) {
            return new UpgradeOrder.Certificates(ca, Optional.empty(), Optional.empty());
        }
        Optional<String> client = fileName(certs, "client_cert");
        Optional<String> key = fileName(certs, "client_key");
        if (client.isEmpty() || key.isEmpty()) {
            throw Params.bad("Invalid params: expected client_cert and client_key in certs, since mtls is true.");
        }
        return new UpgradeOrder.Certificates(ca, client, key);
    }

    /** A name in the directory of certificates, and not one that leads out of it. */
    private static Optional<String> fileName(Params certs, String name) throws RpcException {
        Optional<String> file = certs.text(name);
        if (file.isPresent()
                && (file.orElseThrow().indexOf('/') >= 0
                        || file.orElseThrow().indexOf('\0') >= 0
                        || file.orElseThrow().startsWith("."))) {
            throw Params.bad("Invalid params: expected the name of a file in /etc/KubeOS/certs as " + name
                    + ", without a directory.");
        }
        return file;
    }
}
