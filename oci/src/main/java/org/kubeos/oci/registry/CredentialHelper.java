package org.kubeos.oci.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.oci.ClientConfigurationException;
import org.kubeos.oci.json.Json;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;

/**
 * A program that keeps credentials in a keychain. It reads the name of a server and answers in JSON. Source:
 * docker-credential-helpers' README, "Development".
 *
 * @param file that refers to it
 */
record CredentialHelper(String name, Path file, ProcessRunner runner, Environment environment) {

    private static final String NOT_FOUND = "credentials not found";
    private static final String IDENTITY_TOKEN = "<token>";
    private static final int NO_SUCH_PROGRAM = 127;

    /** The credentials for {@code server}; empty if it has none. */
    Optional<Credentials> get(String server) throws IOException {
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw failure("is not the name of a credential helper, such as \"pass\"");
        }
        var output = new ArrayList<String>();
        try {
            // The user's own program finds its keychain through the user's environment.
            runner.runWithInput(
                    new Command(List.of(program(), "get"), environment.variables()), server + "\n", output::add);
        } catch (ProcessFailedException e) {
            // Its messages are in English in every locale, and on standard output.
            String answer = String.join(" ", output);
            if (answer.contains(NOT_FOUND)) {
                return Optional.empty();
            }
            throw failure(
                    e.exitCode() == NO_SUCH_PROGRAM
                            ? "means the program " + program() + ", which is not on the PATH. Install it"
                            : "means the program " + program() + ", which exited with code " + e.exitCode()
                                    + (answer.isEmpty() ? "" : " and printed: " + answer));
        }
        return Optional.of(credentials(String.join("\n", output)));
    }

    private Credentials credentials(String answer) {
        try {
            JsonNode root = Json.read(answer);
            if (root.hasNonNull("Username") && root.hasNonNull("Secret")) {
                String user = root.get("Username").asText();
                String secret = root.get("Secret").asText();
                return user.equals(IDENTITY_TOKEN)
                        ? new Credentials.IdentityToken(secret)
                        : new Credentials.Password(user, secret);
            }
        } catch (JsonProcessingException e) {
            // Reported below without the output, which may be a secret.
        }
        throw failure("means the program " + program() + ", which did not answer with a user and a secret");
    }

    private String program() {
        return "docker-credential-" + name;
    }

    private ClientConfigurationException failure(String what) {
        return new ClientConfigurationException("\"" + name + "\" in " + file + " " + what + ".");
    }
}
