package org.kubeos.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's docker-registry on a free port of this machine. It keeps its content in a directory of its own. */
public final class DockerRegistry implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);
    private static final Pattern LISTENING = Pattern.compile(".*listening on [^ ]*:(\\d+).*");

    private final Process process;
    private final int port;

    private DockerRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** For everybody, over plain HTTP. */
    public static DockerRegistry start(Path directory) throws IOException {
        return start(directory, "", "");
    }

    /** For everybody, over HTTPS. */
    public static DockerRegistry startWithTls(Path directory, TestCertificates certificates) throws IOException {
        return start(directory, tls(certificates), "");
    }

    /** Over HTTPS, for those who show a certificate of the same authority. */
    public static DockerRegistry startWithMutualTls(Path directory, TestCertificates certificates) throws IOException {
        return start(directory, tls(certificates) + "    clientcas: [" + certificates.authority() + "]\n", "");
    }

    /** For those who know a password, over HTTPS. */
    public static DockerRegistry startWithPassword(
            Path directory, TestCertificates certificates, String user, String password) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("htpasswd");
        String entry =
                Tool.run("htpasswd", "-Bbn", user, password).expectSuccess().text();
        Files.writeString(file, entry.strip() + "\n");
        return start(directory, tls(certificates), "auth: {htpasswd: {realm: test, path: " + file + "}}\n");
    }

    /** For those who show a token of the server's; over plain HTTP. */
    public static DockerRegistry startWithTokens(Path directory, TokenServer tokens) throws IOException {
        return start(
                directory,
                "",
                "auth: {token: {realm: \"" + tokens.realm() + "\", service: " + TokenServer.SERVICE + ", issuer: "
                        + TokenServer.ISSUER + ", rootcertbundle: " + tokens.certificate() + "}}\n");
    }

    private static String tls(TestCertificates certificates) {
        return "  tls:\n    certificate: " + certificates.server() + "\n    key: " + certificates.serverKey() + "\n";
    }

    private static DockerRegistry start(Path directory, String tls, String auth) throws IOException {
        Files.createDirectories(directory);
        Path config = Files.writeString(
                directory.resolve("config.yml"),
                "version: 0.1\nstorage:\n  filesystem: {rootdirectory: " + directory.resolve("content")
                        + "}\n  delete: {enabled: true}\nhttp:\n  addr: \"127.0.0.1:0\"\n" + tls + auth);
        Process process = new ProcessBuilder("/usr/bin/docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        var port = new CompletableFuture<Integer>();
        Thread.ofPlatform().daemon().start(() -> readLog(process, directory.resolve("log"), port));
        try {
            return new DockerRegistry(process, port.get(START.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("docker-registry does not start; see " + directory.resolve("log"), e);
        }
    }

    private static void readLog(Process process, Path log, CompletableFuture<Integer> port) {
        try (BufferedReader lines = process.inputReader();
                var copy = Files.newBufferedWriter(log)) {
            String line;
            while ((line = lines.readLine()) != null) {
                copy.write(line);
                copy.newLine();
                copy.flush();
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.matches()) {
                    port.complete(Integer.valueOf(matcher.group(1)));
                }
            }
            port.completeExceptionally(new IOException("docker-registry has ended"));
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
    }

    public int port() {
        return port;
    }

    /** Its name in references to images. */
    public String host() {
        return "localhost:" + port;
    }

    /** Ends it at once, as a crash would. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
