package org.kubeos.kbimg.customize;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.ContainerImages;
import org.kubeos.kbimg.customize.accounts.AccountSetup;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.host.BundledResource;

/** Turns a root file system with an SSH server into that of the admin container. */
public final class AdminContainerSetup {

    /** The container's foreground program. */
    public static final String ENTRYPOINT = "/usr/lib/kubeos/admin-entrypoint";

    private static final String SSHD_CONFIG = "usr/lib/kubeos/admin-sshd_config";
    private static final String HOSTSHELL = "usr/bin/hostshell";

    private AdminContainerSetup() {}

    public static void apply(ContainerImages.Admin admin, FileTree tree) {
        tree.writeFile(ENTRYPOINT.substring(1), 0755, resource("admin-entrypoint.sh"));
        tree.writeFile(SSHD_CONFIG, 0644, resource("admin-sshd_config"));
        AccountSetup.lockRoot(tree);
        admin.hostshell().ifPresent(program -> tree.writeFile(HOSTSHELL, 0755, content(program)));
    }

    private static FileContent resource(String name) {
        return FileContent.of(
                BundledResource.text(AdminContainerSetup.class, name).getBytes(StandardCharsets.UTF_8));
    }

    private static FileContent content(Path program) {
        try {
            return FileContent.of(program);
        } catch (IOException e) {
            throw new BuildException("Can't read the hostshell program " + program + ": " + e.getMessage(), e);
        }
    }
}
