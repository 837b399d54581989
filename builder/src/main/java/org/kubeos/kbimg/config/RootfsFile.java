package org.kubeos.kbimg.config;

import java.nio.file.Path;
import org.kubeos.kbimg.config.node.TarFile;
import org.kubeos.yamlschema.TextType;

/** The path of a rootfs archive of the user's. */
final class RootfsFile {

    static final TextType<Path> TYPE =
            TextType.parsed("a rootfs archive", "the path of an existing tar file", "(?s).*", TarFile::existing);

    private RootfsFile() {}
}
