package org.kubeos.kbimg.artifact.container;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.InstalledPackage;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.nodelayout.ImageLabel;

/** The metadata of an image, both as labels and as annotations. Source: OCI Image Specification, annotations.md. */
final class ImageLabels {

    private ImageLabels() {}

    static SortedMap<String, String> of(
            String title, ImageConfig config, BuildContext context, Collection<FileNode> nodes) {
        var labels = new TreeMap<String, String>();
        labels.put(ImageLabel.TITLE, title);
        labels.put(ImageLabel.CREATED, context.sourceDate().toString());
        labels.put(ImageLabel.VERSION, config.version());
        labels.put(ImageLabel.REVISION, config.images().revision().toString());
        labels.put(ImageLabel.DISTRIBUTION, config.distribution());
        labels.put(ImageLabel.ARCHITECTURE, config.architecture().key());
        labels.put(ImageLabel.FIRMWARE, config.firmware().onNode().key());
        labels.put(ImageLabel.PACKAGES, packages(nodes));
        return labels;
    }

    /** Equal for images with equal packages, wherever these came from. */
    private static String packages(Collection<FileNode> nodes) {
        return "sha256:" + digest(InstalledPackage.of(nodes));
    }

    /** The SHA-256 of one text per package. Published images carry it, so neither texts nor order may ever change. */
    static String digest(List<InstalledPackage> packages) {
        return Fingerprint.of(packages.stream().map(ImageLabels::text).toArray(String[]::new));
    }

    private static String text(InstalledPackage installed) {
        return "InstalledPackage[name=" + installed.name()
                + ", epoch=" + installed.epoch()
                + ", version=" + installed.version()
                + ", release=" + installed.release()
                + ", architecture=" + installed.architecture()
                + ", vendor=" + installed.vendor()
                + ", license=" + installed.license()
                + ", source=" + installed.source() + "]";
    }
}
