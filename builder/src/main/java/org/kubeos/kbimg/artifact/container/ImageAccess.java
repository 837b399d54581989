package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.util.Map;
import org.kubeos.kbimg.host.Application;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.layout.DockerArchiveStore;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.RegistryClient;
import org.kubeos.oci.registry.RegistrySettings;
import org.kubeos.process.Progress;

/** Images wherever they are. What it gives is of use until it is closed. */
public final class ImageAccess implements AutoCloseable {

    private final RegistryClient registries;

    private ImageAccess(RegistryClient registries) {
        this.registries = registries;
    }

    /** @param hosts what is particular to a registry */
    public static ImageAccess open(Map<String, HostSettings> hosts, Progress progress) {
        RegistrySettings settings = RegistrySettings.ofUser(Application.NAME);
        for (var host : hosts.entrySet()) {
            settings = settings.with(host.getKey(), host.getValue());
        }
        return new ImageAccess(new RegistryClient(settings, progress));
    }

    RegistryClient registries() {
        return registries;
    }

    /** @throws org.kubeos.kbimg.BuildException if there is no image */
    public ImageStore store(ImageLocation location) throws IOException {
        return switch (location) {
            case ImageLocation.Registry(var reference) -> registries.repository(reference);
            case ImageLocation.Layout(var directory, var tag) -> LayoutStore.open(directory, tag);
            case ImageLocation.Archive(var file) -> DockerArchiveStore.open(file);
        };
    }

    /** The location as a manifest tells it, which is the same wherever the build runs. */
    static String withoutPath(ImageLocation location) {
        return switch (location) {
            case ImageLocation.Registry(var reference) -> reference.toString();
            case ImageLocation.Layout(var directory, var tag) ->
                new ImageLocation.Layout(directory.getFileName(), tag).toString();
            case ImageLocation.Archive(var file) -> new ImageLocation.Archive(file.getFileName()).toString();
        };
    }

    @Override
    public void close() {
        registries.close();
    }
}
