package org.kubeos.oci.registry;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kubeos.oci.ImageReference;
import org.kubeos.process.ApplicationName;

/** Answers a registry's authentication challenges for one repository, and caches the token until it expires. */
final class Authorizer {

    /** The access to the repository that a session asks for in the scope of its tokens. */
    enum Access {
        PULL("pull"),
        PUSH("pull,push");

        private final String actions;

        Access(String actions) {
            this.actions = actions;
        }
    }

    private final ApplicationName client;
    private final ImageReference image;
    private final Access access;
    private final CredentialStore store;
    private final TokenServer.Sender sender;
    private final TokenTrust trust;
    private Optional<Credentials> credentials = Optional.empty();
    private Optional<Challenge> bearer = Optional.empty();
    private Optional<String> header = Optional.empty();
    private Optional<Deadline> expiry = Optional.empty();

    Authorizer(
            ApplicationName client,
            ImageReference image,
            Access access,
            CredentialStore store,
            TokenServer.Sender sender,
            TokenTrust trust) {
        this.client = client;
        this.image = image;
        this.access = access;
        this.store = store;
        this.sender = sender;
        this.trust = trust;
    }

    /** The Authorization header, if the registry wants one. A token that is about to expire is renewed. */
    synchronized Optional<String> header(Deadline deadline) throws IOException {
        if (bearer.isPresent() && expiry.filter(end -> !end.left().isPositive()).isPresent()) {
            renew(bearer.get(), deadline);
        }
        return header;
    }

    /** Whether there are other credentials to try. Without challenges, the previous ones apply. */
    synchronized boolean answer(List<Challenge> challenges, Deadline deadline) throws IOException {
        Optional<Challenge> offered =
                find(challenges, "bearer").filter(one -> one.parameter("realm").isPresent());
        if (offered.isPresent() || challenges.isEmpty()) {
            bearer = offered.or(() -> bearer);
            return bearer.isPresent() && renew(bearer.get(), deadline);
        }
        if (find(challenges, "basic").isPresent() && credentials() instanceof Credentials.Password password) {
            return show(password.basic());
        }
        return false;
    }

    /** For messages: the credentials that were sent, and the files that were searched for them. */
    synchronized String describe() throws IOException {
        return switch (credentials()) {
            case Credentials.Anonymous _ ->
                "No credentials for " + image.registry() + " were found in " + store.places();
            case Credentials found -> "The registry was given " + found + ", from one of " + store.places();
        };
    }

    private boolean renew(Challenge challenge, Deadline deadline) throws IOException {
        if (credentials() instanceof Credentials.RegistryToken known) {
            return show("Bearer " + known.token());
        }
        var token = new TokenServer(client, challenge, sender, trust).token(scope(challenge), credentials(), deadline);
        expiry = Optional.of(Deadline.in(token.life()));
        header = Optional.of("Bearer " + token.value());
        return true;
    }

    private boolean show(String value) {
        boolean another = !header.equals(Optional.of(value));
        header = Optional.of(value);
        return another;
    }

    /** The scope of the challenge, as registries may rename repositories there, but with the actions of this session. */
    private String scope(Challenge challenge) {
        return challenge
                        .parameter("scope")
                        .filter(scope -> scope.matches("repository:[^ ]+:[^: ]+"))
                        .map(scope -> scope.substring(0, scope.lastIndexOf(':')))
                        .orElse("repository:" + image.repository())
                + ":" + access.actions;
    }

    private Credentials credentials() throws IOException {
        if (credentials.isEmpty()) {
            credentials = Optional.of(store.find(image.registry(), image.repository()));
        }
        return credentials.get();
    }

    private static Optional<Challenge> find(List<Challenge> challenges, String scheme) {
        return challenges.stream().filter(one -> one.scheme().equals(scheme)).findFirst();
    }
}
