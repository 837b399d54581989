package org.kubeos.oci.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a user has to show to a registry. Their text forms never hold a secret. */
sealed interface Credentials {

    /** What a registry may give to everybody. */
    record Anonymous() implements Credentials {}

    /** A user's name and password. */
    record Password(String user, String password) implements Credentials {

        /** The value of an Authorization header. Source: RFC 7617. */
        String basic() {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }

        @Override
        public String toString() {
            return "the password of " + user;
        }
    }

    /** A token that a token server gives other tokens for, in the manner of OAuth 2. */
    record IdentityToken(String token) implements Credentials {

        @Override
        public String toString() {
            return "an identity token";
        }
    }

    /** A token that the registry itself takes. */
    record RegistryToken(String token) implements Credentials {

        @Override
        public String toString() {
            return "a registry token";
        }
    }
}
