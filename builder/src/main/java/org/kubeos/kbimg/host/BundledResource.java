package org.kubeos.kbimg.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files that are shipped with kbimg, beside its classes. */
public final class BundledResource {

    private BundledResource() {}

    /** The text of the resource {@code name} in the package of {@code neighbor}. */
    public static String text(Class<?> neighbor, String name) {
        try (var in = neighbor.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("kbimg was built without " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read kbimg's own " + name, e);
        }
    }

    /** The files of a resource directory by name, in the order of the names; none if there is no such directory. */
    public static SortedMap<String, byte[]> directory(Class<?> neighbor, String name) {
        URL url = neighbor.getResource(name);
        if (url == null) {
            return new TreeMap<>();
        }
        try {
            URI uri = url.toURI();
            if (!uri.getScheme().equals("jar")) {
                return filesOf(Path.of(uri));
            }
            try (var jar = FileSystems.newFileSystem(jarFile(uri), Map.of())) {
                return filesOf(jar.getPath(entryPath(uri)));
            }
        } catch (IOException | URISyntaxException | FileSystemNotFoundException e) {
            throw new IllegalStateException("Can't read kbimg's own " + name, e);
        }
    }

    private static Path jarFile(URI uri) {
        String location = uri.getRawSchemeSpecificPart();
        return Path.of(URI.create(location.substring(0, location.indexOf("!/"))));
    }

    private static String entryPath(URI uri) {
        String location = uri.getSchemeSpecificPart();
        return location.substring(location.indexOf("!/") + 1);
    }

    private static SortedMap<String, byte[]> filesOf(Path directory) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path file : entries) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
