package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.nodelayout.ScriptTemplate;
import org.kubeos.process.FilePermissions;

/**
 * A dracut module of kbimg's own. Its files are templates, which the names of the node's layout are put into.
 *
 * @param name as dracut's {@code --add} takes it
 */
record DracutModule(String name) {

    /** The module's files, in one text. */
    String recipe() {
        return files().toString();
    }

    /** Writes the module into a directory; returns its own one there, which dracut's modules.d takes as it is. */
    Path writeInto(Path directory) throws IOException {
        Path module = FilePermissions.createWorldReadableDirectories(directory, Path.of("90" + name));
        for (Map.Entry<String, String> file : files().entrySet()) {
            Path copy = Files.writeString(module.resolve(file.getKey()), file.getValue());
            boolean executable = file.getKey().endsWith(".sh");
            Files.setPosixFilePermissions(
                    copy, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
        return module;
    }

    private SortedMap<String, String> files() {
        var files = new TreeMap<String, String>();
        BundledResource.directory(DracutModule.class, "dracut/90" + name)
                .forEach((file, template) ->
                        files.put(file, ScriptTemplate.render(new String(template, StandardCharsets.UTF_8))));
        return files;
    }
}
