package org.kubeos.oci.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kubeos.process.ProcessRunner;

/**
 * The user's credentials: Podman's and skopeo's {@code auth.json}, then Docker's {@code config.json}. The first file that
 * has credentials for the repository is used. Sources: containers-auth.json(5), "docker login" reference.
 */
final class CredentialStore {

    private final Environment environment;
    private final ProcessRunner runner;

    CredentialStore(Environment environment, ProcessRunner runner) {
        this.environment = environment;
        this.runner = runner;
    }

    /** @throws org.kubeos.oci.ClientConfigurationException if a file can't be read, or a credential helper fails */
    Credentials find(String registry, String repository) throws IOException {
        for (Path file : files()) {
            if (Files.isRegularFile(file)) {
                var found = AuthFile.read(file).find(registry, repository, helper(file));
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        return new Credentials.Anonymous();
    }

    /** The files that {@link #find} searches, for messages. */
    String places() {
        return files().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private AuthFile.Helper helper(Path file) {
        return (name, server) -> new CredentialHelper(name, file, runner, environment).get(server);
    }

    private List<Path> files() {
        Optional<Path> home = environment.path("HOME");
        var files = new ArrayList<Path>();
        environment.path("REGISTRY_AUTH_FILE").ifPresent(files::add);
        environment
                .path("XDG_RUNTIME_DIR")
                .map(directory -> directory.resolve("containers/auth.json"))
                .ifPresent(files::add);
        environment
                .path("XDG_CONFIG_HOME")
                .or(() -> home.map(directory -> directory.resolve(".config")))
                .map(directory -> directory.resolve("containers/auth.json"))
                .ifPresent(files::add);
        environment
                .path("DOCKER_CONFIG")
                .or(() -> home.map(directory -> directory.resolve(".docker")))
                .map(directory -> directory.resolve("config.json"))
                .ifPresent(files::add);
        return files;
    }
}
