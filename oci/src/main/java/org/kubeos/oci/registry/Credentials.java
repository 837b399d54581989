package org.kubeos.oci.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Credentials for a registry. Their {@code toString} never contains a secret. */
sealed interface Credentials {

    /** No credentials: access that the registry grants to everybody. */
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

    /** An OAuth 2 refresh token, which a token server exchanges for access tokens. */
    record IdentityToken(String token) implements Credentials {

        @Override
        public String toString() {
            return "an identity token";
        }
    }

    /** A token that the registry itself accepts. */
    record RegistryToken(String token) implements Credentials {

        @Override
        public String toString() {
            return "a registry token";
        }
    }
}
