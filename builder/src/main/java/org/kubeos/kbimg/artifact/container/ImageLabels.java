package org.kubeos.kbimg.artifact.container;

import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.InstalledPackage;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.rootfs.Fingerprint;
import org.kubeos.nodelayout.ImageLabel;

/** What an image says about itself, both as labels and as annotations. Source: OCI Image Specification, annotations.md. */
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
        labels.put(ImageLabel.PACKAGES, packages(nodes));
        return labels;
    }

    /** Equal for images with equal packages, wherever these came from. */
    private static String packages(Collection<FileNode> nodes) {
        return "sha256:"
                + Fingerprint.of(InstalledPackage.of(nodes).stream()
                        .map(InstalledPackage::toString)
                        .toArray(String[]::new));
    }
}
