package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.kubeos.kbimg.host.Resource;
import org.kubeos.process.PublicFile;

/**
 * A dracut module of kbimg's own.
 *
 * @param name as dracut's {@code --add} takes it
 */
record DracutModule(String name) {

    /** The module's files, in one text. */
    String recipe() {
        var files = new TreeMap<String, String>();
        files().forEach((file, content) -> files.put(file, new String(content, StandardCharsets.UTF_8)));
        return files.toString();
    }

    /** Writes the module into a directory; returns its own one there, which dracut's modules.d takes as it is. */
    Path writeInto(Path directory) throws IOException {
        Path module = PublicFile.createDirectories(directory, Path.of("90" + name));
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            Path copy = Files.write(module.resolve(file.getKey()), file.getValue());
            boolean executable = file.getKey().endsWith(".sh");
            Files.setPosixFilePermissions(
                    copy, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
        return module;
    }

    private Map<String, byte[]> files() {
        return Resource.directory(DracutModule.class, "dracut/90" + name);
    }
}
