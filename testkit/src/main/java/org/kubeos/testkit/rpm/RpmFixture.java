package org.kubeos.testkit.rpm;

import java.nio.file.Path;

/** Makes the fixture for what is no test of Java's: {@code RpmFixture DIRECTORY} prints where it lies. */
public final class RpmFixture {

    private RpmFixture() {}

    public static void main(String[] arguments) {
        System.out.println(
                RpmRepository.fixture(Path.of(arguments[0]).toAbsolutePath()).directory());
    }
}
