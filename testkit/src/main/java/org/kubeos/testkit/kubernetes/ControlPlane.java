package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.kubeos.testkit.TestCertificates;

/**
 * The control plane of a Kubernetes cluster on this machine's loopback interface: etcd, API server, controller manager, and
 * scheduler, on free ports. Its nodes are guests of QEMU with user networking, which reach the API server at
 * {@link #guestServer}, join with {@link #bootstrapKubeconfig}, and are reached through a port of this machine that is
 * forwarded to the kubelet's ({@link #routeToNode}). Closing it kills the servers.
 *
 * <p>What the servers print is in {@code logs} in the directory.
 */
public final class ControlPlane implements AutoCloseable {

    /** This machine, as guests of QEMU with user networking see it. */
    public static final String HOST_OF_GUESTS = "10.0.2.2";

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START = Duration.ofMinutes(5);

    private static final String ADMIN = "admin";
    private static final String SERVICE_ACCOUNTS = "service-accounts";
    private static final String CONTROLLER_MANAGER = "kube-controller-manager";
    private static final String SCHEDULER = "kube-scheduler";

    private final KubernetesBinaries binaries;
    private final Path directory;
    private final List<String> launcher;
    private final TestCertificates certificates;
    private final Kubectl kubectl;
    private final int port;
    private final String bootstrapToken = makeToken();
    private final NodeProxy nodes;
    private final Deque<ServerProcess> servers = new ArrayDeque<>();

    private ControlPlane(KubernetesBinaries binaries, Path directory, List<String> launcher) throws IOException {
        this.binaries = binaries;
        this.directory = directory;
        this.launcher = List.copyOf(launcher);
        // Keys are in there.
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectories(directory.resolve("logs"));
        port = freePort();
        certificates = TestCertificates.create(directory.resolve("certificates"));
        certificates.addClient(ADMIN, "/O=system:masters/CN=admin");
        certificates.addClient(SERVICE_ACCOUNTS, "/CN=" + SERVICE_ACCOUNTS);
        certificates.addClient(CONTROLLER_MANAGER, "/CN=system:" + CONTROLLER_MANAGER);
        certificates.addClient(SCHEDULER, "/CN=system:" + SCHEDULER);
        for (String client : List.of(ADMIN, CONTROLLER_MANAGER, SCHEDULER)) {
            Files.writeString(kubeconfig(client), Kubeconfig.forClient(server(), certificates, client));
        }
        kubectl = Kubectl.create(
                launcher, binaries.program("kubectl"), adminKubeconfig(), directory.resolve("kubectl-cache"));
        nodes = NodeProxy.start();
    }

    /**
     * Starts a control plane, and waits until pods can be created.
     *
     * @param directory is created; it keeps data, keys, and logs
     * @throws AssertionError if a server doesn't start, with the end of its log
     */
    public static ControlPlane start(KubernetesBinaries binaries, Path directory) throws IOException {
        return start(binaries, directory, List.of());
    }

    /**
     * Starts one whose nodes are reached at their own addresses.
     *
     * @param launcher what each command line begins with, such as a program that enters namespaces
     */
    static ControlPlane start(KubernetesBinaries binaries, Path directory, List<String> launcher) throws IOException {
        var controlPlane = new ControlPlane(binaries, directory.toAbsolutePath(), launcher);
        try {
            controlPlane.startServers();
            return controlPlane;
        } catch (IOException | RuntimeException | Error e) {
            controlPlane.close();
            throw e;
        }
    }

    private void startServers() throws IOException {
        String etcd = startEtcd();
        startApiServer(etcd);
        kubectl.apply(bootstrapObjects());
        startController(
                        CONTROLLER_MANAGER,
                        "--cluster-signing-cert-file=" + certificates.authority(),
                        "--cluster-signing-key-file=" + certificates.authorityKey(),
                        "--root-ca-file=" + certificates.authority(),
                        "--service-account-private-key-file=" + key(SERVICE_ACCOUNTS),
                        "--use-service-account-credentials=true")
                .await(START, () -> succeeds("get", "serviceaccount", "default"));
        startController(SCHEDULER);
    }

    /** Returns its URL. */
    private String startEtcd() throws IOException {
        String client = "http://" + LOOPBACK + ":" + freePort();
        String peer = "http://" + LOOPBACK + ":" + freePort();
        ServerProcess etcd = startServer(
                "etcd",
                "--data-dir=" + directory.resolve("etcd"),
                "--unsafe-no-fsync",
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer);
        etcd.await(START, () -> etcd.log().contains("ready to serve client requests"));
        return client;
    }

    private void startApiServer(String etcd) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "--etcd-servers=" + etcd,
                "--bind-address=" + LOOPBACK,
                "--secure-port=" + port,
                // Endpoints of services can't be loopback addresses.
                "--advertise-address=" + HOST_OF_GUESTS,
                "--tls-cert-file=" + certificates.server(),
                "--tls-private-key-file=" + certificates.serverKey(),
                "--client-ca-file=" + certificates.authority(),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-signing-key-file=" + key(SERVICE_ACCOUNTS),
                "--service-account-key-file=" + key(SERVICE_ACCOUNTS),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                "--enable-bootstrap-token-auth=true",
                "--allow-privileged=true",
                "--kubelet-client-certificate=" + certificate(ADMIN),
                "--kubelet-client-key=" + key(ADMIN)));
        if (launcher.isEmpty()) {
            // Names, since guests with user networking all have the same address.
            arguments.add("--kubelet-preferred-address-types=Hostname");
            arguments.add("--egress-selector-config-file=" + writeEgressSelector());
        } else {
            arguments.add("--kubelet-preferred-address-types=InternalIP");
        }
        startServer("kube-apiserver", arguments.toArray(String[]::new))
                .await(START, () -> succeeds("get", "--raw", "/readyz") && succeeds("get", "namespace", "kube-system"));
    }

    private Path writeEgressSelector() throws IOException {
        return Files.writeString(directory.resolve("egress.yaml"), """
                apiVersion: apiserver.k8s.io/v1beta1
                kind: EgressSelectorConfiguration
                egressSelections:
                - name: cluster
                  connection:
                    proxyProtocol: HTTPConnect
                    transport: {uds: {udsName: "%s"}}
                """.formatted(nodes.socket()));
    }

    /** A controller serves nothing but its health and metrics. */
    private ServerProcess startController(String name, String... arguments) throws IOException {
        var all = new ArrayList<>(List.of(
                "--kubeconfig=" + kubeconfig(name),
                "--leader-elect=false",
                "--port=0",
                "--bind-address=" + LOOPBACK,
                "--secure-port=" + freePort(),
                "--tls-cert-file=" + certificates.server(),
                "--tls-private-key-file=" + certificates.serverKey()));
        all.addAll(List.of(arguments));
        return startServer(name, all.toArray(String[]::new));
    }

    private ServerProcess startServer(String name, String... arguments) throws IOException {
        var command = new ArrayList<>(launcher);
        command.add(binaries.program(name).toString());
        command.addAll(List.of(arguments));
        ServerProcess server =
                ServerProcess.start(name, command, directory.resolve("logs").resolve(name + ".log"));
        servers.push(server);
        return server;
    }

    /** The bootstrap token, and the right of its users and of nodes to have the client certificates that they ask for. */
    private String bootstrapObjects() {
        String[] token = bootstrapToken.split("\\.");
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: bootstrap-token-%1$s, namespace: kube-system}
                type: bootstrap.kubernetes.io/token
                stringData:
                  token-id: "%1$s"
                  token-secret: "%2$s"
                  usage-bootstrap-authentication: "true"
                ---
                """.formatted(token[0], token[1])
                + clusterRoleBinding("bootstrap", "system:node-bootstrapper", "system:bootstrappers")
                + clusterRoleBinding(
                        "approve-bootstrap",
                        "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
                        "system:bootstrappers")
                + clusterRoleBinding(
                        "approve-renewal",
                        "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
                        "system:nodes");
    }

    private static String clusterRoleBinding(String name, String role, String group) {
        return """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: "test:%s"}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "%s"}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "%s"}]
                ---
                """.formatted(name, role, group);
    }

    private boolean succeeds(String... arguments) {
        return kubectl.run(arguments).exitCode() == 0;
    }

    /** The API server's URL for programs on this machine. */
    public String server() {
        return "https://" + LOOPBACK + ":" + port;
    }

    /** The API server's URL for guests of QEMU with user networking. */
    public String guestServer() {
        return "https://" + HOST_OF_GUESTS + ":" + port;
    }

    /** Runs kubectl as an administrator. */
    public Kubectl kubectl() {
        return kubectl;
    }

    /** The administrator's kubeconfig, for programs on this machine. */
    public Path adminKubeconfig() {
        return kubeconfig(ADMIN);
    }

    /**
     * The certificate of the authority that signs everything: servers, nodes, and the client certificate that the API server
     * shows to kubelets (a kubelet's {@code clientCAFile}). In PEM.
     */
    public Path authority() {
        return certificates.authority();
    }

    /** The token that nodes join with. */
    public String bootstrapToken() {
        return bootstrapToken;
    }

    /**
     * The text of a node's {@code --bootstrap-kubeconfig}. Requests for client certificates of nodes are approved and signed
     * without further ado; those for serving certificates are not.
     *
     * @param server URL that the node reaches the API server at, such as {@link #guestServer}
     */
    public String bootstrapKubeconfig(String server) throws IOException {
        return Kubeconfig.forToken(server, certificates, bootstrapToken);
    }

    /** The text of the kubeconfig of a node that has its client certificate already. */
    String nodeKubeconfig(String name) throws IOException {
        certificates.addClient("node", "/O=system:nodes/CN=system:node:" + name);
        return Kubeconfig.forClient(server(), certificates, "node");
    }

    /**
     * Tells where a node's kubelet is, for {@code logs}, {@code exec}, and port forwarding; without it, they fail with "502".
     * Nodes may have any names, and any number of them may run at a time.
     *
     * @param name the node's, which is its host name unless the kubelet is told another
     * @param forwardedPort port of this machine's loopback interface that QEMU forwards to the kubelet's 10250
     */
    public void routeToNode(String name, int forwardedPort) {
        nodes.route(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), forwardedPort));
    }

    /** A port of this machine's loopback interface on which nothing listens, such as for {@link #routeToNode}. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path kubeconfig(String user) {
        return directory.resolve(user + ".kubeconfig");
    }

    private Path certificate(String client) {
        return certificates.directory().resolve(client + ".crt");
    }

    private Path key(String client) {
        return certificates.directory().resolve(client + ".key");
    }

    /** In the form that the API server wants: 6 characters that name it, and 16 secret ones. */
    private static String makeToken() {
        byte[] bytes = new byte[11];
        new SecureRandom().nextBytes(bytes);
        String hex = HexFormat.of().formatHex(bytes);
        return hex.substring(0, 6) + "." + hex.substring(6);
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
        try {
            nodes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
