package org.kubeos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where packages of a later Debian are downloaded from. */
class LaterDebianTest {

    @Test
    void findsTheMirrorInBothStyles() {
        assertThat(LaterDebian.mirror("""
                Types: deb
                URIs: https://mirror.example.org/debian-security
                Suites: bookworm-security
                Components: main

                Types: deb
                # a comment
                URIs: https://mirror.example.org/debian
                Suites: bookworm bookworm-updates
                Components: main
                """)).contains("https://mirror.example.org/debian");
        assertThat(LaterDebian.mirror("""
                deb https://mirror.example.org/debian-security bookworm-security main
                deb [signed-by=/a.gpg] https://mirror.example.org/debian/ bookworm main contrib
                """)).contains("https://mirror.example.org/debian/");
    }

    @Test
    void aThirdPartysRepositoryIsNotTheMirror() {
        assertThat(LaterDebian.mirror("deb https://packages.example.com/apt stable main\n"))
                .isEmpty();
    }
}
