package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code mkfs.fat} of dosfstools. */
public final class MkfsFat {

    private MkfsFat() {}

    /** Makes a file system that fills {@code image}, which must be there. */
    public static void create(Path image, String... options) {
        List<String> command = new ArrayList<>(List.of("mkfs.fat"));
        command.addAll(List.of(options));
        command.add(image.toString());
        Tool.run(command, new byte[0]).expectSuccess();
    }
}
