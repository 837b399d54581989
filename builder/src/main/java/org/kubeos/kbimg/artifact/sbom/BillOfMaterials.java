package org.kubeos.kbimg.artifact.sbom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.EditedFiles;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.sbom.Provenance.Material;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * The bill of materials of a root file system. It says nothing about the artifact that holds the file system, so that all
 * artifacts of a build share it.
 *
 * @param product what it is about
 * @param tool version of kbimg
 * @param created the time that the build's files carry
 */
public record BillOfMaterials(Product product, Inventory inventory, String tool, Instant created) {

    /** Stands for the document's own identifier while that is computed. */
    static final String NO_ID = new UUID(0, 0).toString();

    /**
     * What is described.
     *
     * @param name such as {@code KubeOS}
     * @param container whether it is a container, not an operating system
     * @param archive SHA-256 of the root file system's archive, in hexadecimal digits; empty if no output holds it
     */
    public record Product(String name, String version, boolean container, Optional<String> archive) {}

    /** Describes the root file system of a node. It is read now; its packages' archives are not known yet. */
    public static BillOfMaterials ofNode(RootfsArchive rootfs, ImageConfig config, BuildContext context)
            throws IOException {
        Inventory inventory = Inventory.of(rootfs, config);
        String name = inventory.release().getOrDefault("NAME", "KubeOS");
        String digest = HexFormat.of().formatHex(rootfs.digests().of(rootfs.file()));
        var product = new Product(name, config.version(), false, Optional.of(digest));
        return new BillOfMaterials(product, inventory, context.tool().version(), context.sourceDate());
    }

    /**
     * Describes a container. Its files are read now; its packages' archives are not known yet.
     *
     * @param base its files before the build has edited them
     */
    public static BillOfMaterials ofContainer(
            String name,
            Collection<FileNode> base,
            Collection<FileNode> files,
            ImageConfig config,
            BuildContext context)
            throws IOException {
        Inventory inventory = Inventory.of(files, EditedFiles.between(base, files), List.of());
        var product = new Product(name, config.version(), true, Optional.empty());
        return new BillOfMaterials(product, inventory, context.tool().version(), context.sourceDate());
    }

    /** The same with the archives that packages were installed from. */
    public BillOfMaterials with(List<PackageDescription> archives) {
        return new BillOfMaterials(product, inventory.with(archives), tool, created);
    }

    /** The document as CycloneDX. */
    public String cycloneDx() {
        return identified(new CycloneDx(this).text());
    }

    /** The document as SPDX. */
    public String spdx() {
        return identified(new Spdx(this).text());
    }

    /** The statement that this is what the subjects hold. */
    public Statement cycloneDxStatement(Collection<Statement.Subject> subjects) {
        return Statement.of(Statement.CYCLONE_DX, subjects, cycloneDx());
    }

    /** The same with the document as SPDX. */
    public Statement spdxStatement(Collection<Statement.Subject> subjects) {
        return Statement.of(Statement.SPDX, subjects, spdx());
    }

    /** The archives that packages were installed from, by package URL. */
    public List<Material> archives() {
        return inventory.packages().stream()
                .flatMap(component -> component.archive().stream()
                        .map(archive -> Material.of(
                                component.name(),
                                Optional.of(component.purl().text()),
                                component.location(),
                                archive.digest())))
                .toList();
    }

    /** Gives a document an identifier that equal documents have, too: a UUID of its SHA-256, version 8 of RFC 9562. */
    static String identified(String document) {
        MessageDigest sha256 = FileDigests.newDigest();
        byte[] digest = sha256.digest(document.getBytes(StandardCharsets.UTF_8));
        digest[6] = (byte) (digest[6] & 0x0F | 0x80);
        digest[8] = (byte) (digest[8] & 0x3F | 0x80);
        String hex = HexFormat.of().formatHex(digest, 0, 16);
        String id = String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
        return document.replace(NO_ID, id);
    }
}
