package org.kubeos.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.TestCertificates;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;

/** The control plane as nodes and operators use it. Its programs are built if the user's cache doesn't have them. */
class ControlPlaneIT {

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @TempDir
    private static Path temp;

    private static ControlPlane controlPlane;

    @BeforeAll
    static void start() throws IOException {
        controlPlane = ControlPlane.start(KubernetesBinaries.find(), temp.resolve("control-plane"));
    }

    @AfterAll
    static void stop() {
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    private static Kubectl kubectl() {
        return controlPlane.kubectl();
    }

    @Test
    void serverIsReadyAndTellsItsVersion() {
        assertThat(kubectl().text("get", "--raw", "/readyz")).isEqualTo("ok");
        assertThat(kubectl().text("get", "--raw", "/version"))
                .contains("\"gitVersion\": \"v" + KubernetesBinaries.VERSION + "\"");
    }

    @Test
    void customResourcesAreCheckedAgainstTheirSchema() {
        kubectl().apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.test.example.org}
                spec:
                  group: test.example.org
                  scope: Namespaced
                  names: {plural: widgets, singular: widget, kind: Widget}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties: {spec: {type: object, properties: {size: {type: integer, minimum: 1}}}}
                """);
        kubectl().await("condition=Established", DEADLINE, "crd/widgets.test.example.org");
        assertThat(kubectl().create(widget("good", 1)).text()).contains("good created");
        assertThat(kubectl().create(widget("bad", 0)).text())
                .contains("spec.size in body should be greater than or equal to 1");
        assertThat(kubectl().json("widgets")).contains("\"good\"").doesNotContain("\"bad\"");
    }

    private static String widget(String name, int size) {
        return "apiVersion: test.example.org/v1\nkind: Widget\nmetadata: {name: %s}\nspec: {size: %d}\n"
                .formatted(name, size);
    }

    @Test
    void serviceAccountsHaveTokensThatAuthenticate() {
        String secret = kubectl()
                .awaitText(
                        DEADLINE,
                        text -> !text.isEmpty(),
                        "get",
                        "serviceaccount",
                        "default",
                        "-o",
                        "jsonpath={.secrets[0].name}");
        String token = new String(
                Base64.getDecoder().decode(kubectl().text("get", "secret", secret, "-o", "jsonpath={.data.token}")),
                StandardCharsets.US_ASCII);
        assertThat(kubectl()
                        .post("/apis/authentication.k8s.io/v1/tokenreviews", """
                        {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": "%s"}}
                        """.formatted(token))
                        .text())
                .contains("\"username\":\"system:serviceaccount:default:default\"");
    }

    @Test
    void bootstrapTokenGetsNodesTheirClientCertificateAndNobodyElse() throws IOException {
        Path kubeconfig = Files.writeString(
                temp.resolve("bootstrap.kubeconfig"), controlPlane.bootstrapKubeconfig(controlPlane.server()));
        Kubectl node = Kubectl.create(
                List.of(), KubernetesBinaries.find().program("kubectl"), kubeconfig, temp.resolve("cache"));
        for (String subject : List.of("/O=system:masters/CN=intruder", "/O=system:nodes/CN=system:node:node-1")) {
            String name = subject.replaceAll(".*:|.*=", "");
            assertThat(node.create(signingRequest(name, subject)).text()).contains(name + " created");
        }
        String encoded = kubectl()
                .awaitText(
                        DEADLINE,
                        text -> !text.isEmpty(),
                        "get",
                        "csr",
                        "node-1",
                        "-o",
                        "jsonpath={.status.certificate}");
        Path certificate =
                Files.write(temp.resolve("node-1.crt"), Base64.getDecoder().decode(encoded));
        Tool.run("openssl", "verify", "-CAfile", controlPlane.authority().toString(), certificate.toString())
                .expectSuccess();
        assertThat(Tool.run("openssl", "x509", "-noout", "-subject", "-in", certificate.toString())
                        .text())
                .contains("O = system:nodes, CN = system:node:node-1");
        assertThat(kubectl().text("get", "csr", "intruder", "-o", "jsonpath={.status}"))
                .isEqualTo("{}");
        assertThat(node.run("get", "secrets", "-A").text()).contains("Forbidden");
    }

    private static String signingRequest(String name, String subject) throws IOException {
        Path request = temp.resolve(name + ".csr");
        Tool.run(
                        "openssl",
                        "req",
                        "-new",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-subj",
                        subject,
                        "-keyout",
                        temp.resolve(name + ".key").toString(),
                        "-out",
                        request.toString())
                .expectSuccess();
        return """
                apiVersion: certificates.k8s.io/v1
                kind: CertificateSigningRequest
                metadata: {name: %s}
                spec:
                  signerName: kubernetes.io/kube-apiserver-client-kubelet
                  usages: [digital signature, key encipherment, client auth]
                  request: %s
                """.formatted(name, Base64.getEncoder().encodeToString(Files.readAllBytes(request)));
    }

    /** The kubelet is a web server here, which has the log as a file. */
    @Test
    void logsComeFromTheNodeThatIsRoutedTo() throws IOException {
        kubectl().apply("""
                apiVersion: v1
                kind: Node
                metadata: {name: far.example.org}
                status:
                  addresses: [{type: InternalIP, address: 10.0.2.15}, {type: Hostname, address: far.example.org}]
                  daemonEndpoints: {kubeletEndpoint: {Port: 10250}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: far}
                spec:
                  nodeName: far.example.org
                  automountServiceAccountToken: false
                  containers: [{name: main, image: registry.example.org/far}]
                """);
        assertThat(kubectl().run("logs", "far").text()).contains("502 The test has no route to this node");

        Path log = temp.resolve("kubelet/containerLogs/default/far/main");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "hello from afar\n");
        try (WebDirectory kubelet = WebDirectory.serve(
                temp.resolve("kubelet"), TestCertificates.create(temp.resolve("kubelet-certificates")))) {
            controlPlane.routeToNode(
                    "far.example.org", URI.create(kubelet.url()).getPort());
            assertThat(kubectl().logs("far")).isEqualTo("hello from afar\n");
        }
    }

    @Test
    void serverThatDoesNotStartShowsTheEndOfItsLog() throws IOException {
        ServerProcess server =
                ServerProcess.start("false", List.of("sh", "-c", "echo no such port; exit 3"), temp.resolve("log"));
        try (server) {
            assertThatThrownBy(() -> server.await(DEADLINE, () -> false))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("Can't start false: it ended with 3. ")
                    .hasMessageEndingWith("no such port");
        }
    }
}
