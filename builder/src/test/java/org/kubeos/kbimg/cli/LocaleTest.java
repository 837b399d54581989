package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

/** Names that are not ASCII, under the locales that callers have. Shells and tar make and read them here: this JVM has a locale, too. */
class LocaleTest {

    private static final Path LAUNCHER = Path.of("src/main/launcher").toAbsolutePath();

    @TempDir
    private Path temp;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.writeString(temp.resolve("archive.tar"), "an archive");
        Files.writeString(temp.resolve("make.sh"), """
                mkdir tree
                echo u >'tree/ü文.txt'
                mkdir 'dé'
                echo 'version: v1
                distribution: debian
                source: {archive: ../archive.tar}
                files: [{source: ../tree, target: /opt/tree}]' >'dé/c.yaml'
                """);
        Tool.run("sh", "-c", "cd \"$1\" && sh make.sh", "make", temp.toString()).expectSuccess();
    }

    @Test
    void theLauncherReplacesALocaleThatIsNotUtf8() {
        for (String locale : List.of("C", "POSIX", "no_SUCH.UTF-8")) {
            assertThat(launch("LC_ALL=" + locale, "locale", "charmap").text()).isEqualTo("UTF-8\n");
        }
        assertThat(launch("LC_ALL=C.utf8", "sh", "-c", "echo $LC_ALL").text()).isEqualTo("C.utf8\n");
    }

    @Test
    void namesComeThroughInThePosixLocale() {
        launch("LC_ALL=C", validate("dé/c.yaml")).expectSuccess();
    }

    @Test
    void withoutTheLauncherTheyAreRefusedThere() {
        Tool.Result result = inLocale("LC_ALL=C", validate("dé/c.yaml"));
        assertThat(result.text())
                .startsWith("kbimg: Can't read argument 3: the locale's charset, US-ASCII, can't express it;"
                        + " set a UTF-8 locale, such as LC_ALL=C.UTF-8.");
        assertThat(result.exitCode()).isEqualTo(2);

        inShell("cp d*/c.yaml tree").expectSuccess();
        Tool.Result names = inLocale("LC_ALL=C", validate("tree/c.yaml"));
        assertThat(names.text()).contains("files.source: the locale's charset, US-ASCII, can't express the name ");
        assertThat(names.exitCode()).isEqualTo(2);
    }

    @Test
    void namesThatAreNotUtf8AreRefused() {
        inShell("touch tree/\"$(printf 'lat\\351')\"").expectSuccess();
        assertThat(launch("LC_ALL=C", validate("dé/c.yaml")).text())
                .contains("is not valid UTF-8: its bytes, percent-encoded, are " + temp + "/tree/lat%E9");

        inShell("rm tree/lat* && ln -s \"$(printf 'lat\\351')\" tree/link").expectSuccess();
        assertThat(launch("LC_ALL=C", validate("dé/c.yaml")).text()).contains("is not valid UTF-8", "lat%E9");

        Tool.Result argument = inShell(
                "set -- \"$@\" \"$(printf 'lat\\351')\" && LC_ALL=C.UTF-8 exec \"$@\"",
                java("create", "vm-image", "-f", "c.yaml", "-o").toArray(String[]::new));
        assertThat(argument.text()).contains("Can't read argument 6: it is not valid UTF-8.");
        assertThat(argument.exitCode()).isEqualTo(2);
    }

    @Test
    void valuesOfTheEnvironmentThatAreNotUtf8AreRefused() {
        inShell(
                        "printf 'version: v1\\ndistribution: debian\\nsource: {archive: archive.tar}\\nhostname: {env: NAME}\\n' >c.yaml")
                .expectSuccess();
        Tool.Result result = inShell(
                "LC_ALL=C.UTF-8 NAME=$(printf 'lat\\351') exec \"$@\"",
                java("validate", "-f", "c.yaml").toArray(String[]::new));
        assertThat(result.text()).contains("can't read the environment variable NAME: it is not valid UTF-8");
        Tool.Result cache = inShell(
                "LC_ALL=C.UTF-8 KBIMG_CACHE=$(printf 'lat\\351') exec \"$@\"",
                java("cache", "list").toArray(String[]::new));
        assertThat(cache.text()).contains("Can't read the environment variable KBIMG_CACHE: it is not valid UTF-8.");
    }

    private static String[] validate(String config) {
        return java("validate", "-f", config).toArray(String[]::new);
    }

    private static List<String> java(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Kbimg.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Tool.Result launch(String locale, String... command) {
        return inShell("export " + locale + "; . " + LAUNCHER + "/locale.sh; exec \"$@\"", command);
    }

    private Tool.Result inLocale(String locale, String... command) {
        return inShell("export " + locale + "; exec \"$@\"", command);
    }

    private Tool.Result inShell(String script, String... arguments) {
        var command = new ArrayList<>(
                List.of("env", "-C", temp.toString(), "-u", "LANG", "-u", "LC_CTYPE", "sh", "-c", script, "sh"));
        command.addAll(List.of(arguments));
        return Tool.run(command, new byte[0]);
    }
}
