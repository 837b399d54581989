package org.kubeos.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A flat repository of Debian packages, which dpkg-deb makes: all files lie in the directory of its one suite. */
public final class AptRepository {

    /** As repository configurations name it. */
    public static final String SUITE = "flat/";

    private final Path root;
    private final Path directory;
    private final List<String> stanzas = new ArrayList<>();

    /** @param root directory that the repository's URL names */
    public AptRepository(Path root) throws IOException {
        this.root = root;
        this.directory = Files.createDirectories(root.resolve(SUITE));
    }

    public Path root() {
        return root;
    }

    /** Takes the signature away. */
    public void removeSignature() throws IOException {
        Files.delete(directory.resolve("InRelease"));
    }

    /**
     * Adds a package that holds nothing.
     *
     * @param fields of its control file besides the mandatory ones, such as "Essential: yes"
     * @param postinst text of the script that runs when it is installed; empty for none
     */
    public AptRepository add(String name, String version, List<String> fields, String postinst) throws IOException {
        Path tree = Files.createTempDirectory("kbimg-deb");
        add(name, version, fields, postinst, tree);
        Tool.run("rm", "-r", tree.toString()).expectSuccess();
        return this;
    }

    /**
     * Adds a package that holds the files of a directory, as root's.
     *
     * @param tree where the control files are put beside the package's own
     */
    public AptRepository add(String name, String version, List<String> fields, String postinst, Path tree)
            throws IOException {
        Path control = Files.createDirectory(tree.resolve("DEBIAN"));
        var lines = new ArrayList<>(List.of(
                "Package: " + name,
                "Version: " + version,
                "Architecture: all",
                "Maintainer: kbimg test <test@example.org>",
                "Description: nothing"));
        lines.addAll(lines.size() - 1, fields);
        Files.write(control.resolve("control"), lines);
        if (!postinst.isEmpty()) {
            Files.writeString(control.resolve("postinst"), postinst);
            Tool.run("chmod", "755", control.resolve("postinst").toString()).expectSuccess();
        }
        Path deb = directory.resolve(name + "_" + version + "_all.deb");
        Tool.run("chmod", "755", tree.toString()).expectSuccess();
        Tool.run("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree.toString(), deb.toString())
                .expectSuccess();
        stanzas.add(String.join("\n", lines) + "\nFilename: " + SUITE + deb.getFileName() + "\n" + sizeAndDigest(deb));
        return this;
    }

    /** Writes the index; it is not signed. */
    public AptRepository publish() throws IOException {
        Path packages = Files.writeString(directory.resolve("Packages"), String.join("\n", stanzas));
        Files.writeString(
                directory.resolve("Release"),
                "Suite: test\nDate: " + Tool.run("date", "--utc", "-R").text().replace("+0000", "UTC") + "SHA256:\n "
                        + digest(packages) + " " + Files.size(packages) + " Packages\n");
        return this;
    }

    /** Writes the index and signs it. */
    public AptRepository publish(SigningKey key) throws IOException {
        publish();
        key.clearSign(directory.resolve("Release"), directory.resolve("InRelease"));
        return this;
    }

    private static String sizeAndDigest(Path file) throws IOException {
        return "Size: " + Files.size(file) + "\nSHA256: " + digest(file) + "\n";
    }

    private static String digest(Path file) {
        return Tool.run("sha256sum", file.toString()).expectSuccess().text().split(" ")[0];
    }
}
