package org.kubeos.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Gives tokens that docker-registry takes: JSON Web Tokens signed with RS256, whose certificate they carry. Source: Docker's
 * "Token Authentication Specification" and "Token Authentication Implementation".
 */
public final class TokenServer implements AutoCloseable {

    static final String SERVICE = "test-registry";
    static final String ISSUER = "test-issuer";

    private final HttpServer server;
    private final TestCertificates certificates;
    private final String basic;
    private final String identityToken;
    private final Duration life;
    private final List<String> scopes = new CopyOnWriteArrayList<>();

    private TokenServer(
            HttpServer server, TestCertificates certificates, String basic, String identityToken, Duration life) {
        this.server = server;
        this.certificates = certificates;
        this.basic = basic;
        this.identityToken = identityToken;
        this.life = life;
    }

    /**
     * @param credentials a user and a password, with a colon between, for whom there are tokens
     * @param identityToken for which there are tokens, too
     * @param life of the tokens
     */
    public static TokenServer start(
            TestCertificates certificates, String credentials, String identityToken, Duration life) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String basic = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        var tokens = new TokenServer(server, certificates, basic, identityToken, life);
        server.createContext("/", tokens::answer);
        server.start();
        return tokens;
    }

    public String realm() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** The scopes of the tokens that were given, in their order. */
    public List<String> scopes() {
        return List.copyOf(scopes);
    }

    Path certificate() {
        return certificates.authority();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean post = exchange.getRequestMethod().equals("POST");
            String query = post
                    ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                    : exchange.getRequestURI().getRawQuery();
            Map<String, String> parameters = parameters(query);
            boolean known = post
                    ? identityToken.equals(parameters.get("refresh_token"))
                    : basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!known) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String scope = parameters.getOrDefault("scope", "");
            scopes.add(scope);
            byte[] body = ("{\"" + (post ? "access_token" : "token") + "\": \"" + token(scope) + "\", \"expires_in\": "
                            + life.toSeconds() + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private String token(String scope) throws GeneralSecurityException, IOException {
        String[] parts = scope.split(":");
        String actions =
                Arrays.stream(parts[2].split(",")).map(one -> '"' + one + '"').collect(Collectors.joining(","));
        long now = Instant.now().getEpochSecond();
        String header = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"" + certificateInBase64() + "\"]}";
        String claims = "{\"iss\":\"" + ISSUER + "\",\"sub\":\"test\",\"aud\":\"" + SERVICE + "\",\"nbf\":" + (now - 10)
                + ",\"iat\":" + now + ",\"exp\":" + (now + life.toSeconds()) + ",\"jti\":\"" + scopes.size()
                + "\",\"access\":[{\"type\":\"" + parts[0] + "\",\"name\":\"" + parts[1] + "\",\"actions\":[" + actions
                + "]}]}";
        String signed = inBase64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + inBase64(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + inBase64(signature.sign());
    }

    private String certificateInBase64() throws GeneralSecurityException, IOException {
        try (var in = Files.newInputStream(certificates.authority())) {
            byte[] der = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getEncoded();
            return Base64.getEncoder().encodeToString(der);
        }
    }

    private PrivateKey key() throws GeneralSecurityException, IOException {
        String pem = Files.readString(certificates.authorityKey()).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    }

    private static String inBase64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Map<String, String> parameters(String query) {
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8), (a, _) -> a));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
