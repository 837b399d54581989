package org.kubeos.kbimg.host.qemu;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A credential that a virtual machine's systemd, of version 252 or later, finds in the firmware's tables. Nothing of it is
 * in the image.
 *
 * @param name one that a unit of the machine imports
 * @see <a href="https://systemd.io/CREDENTIALS/">System and Service Credentials</a>
 */
public record SystemCredential(String name, String value) {

    private static final String AUTHORIZED_KEYS = "/run/kbimg/authorized_keys";

    private static final String SERVER_SETTINGS = "/etc/ssh/sshd_config";

    private static final String OWN_SETTINGS = SERVER_SETTINGS + ".d/00-kbimg.conf";

    /**
     * Lets the holder of an SSH key log in as any user who may log in with keys. The root file system is read-only, so the
     * key can't be where the server looks by default.
     *
     * <p>The server reads its own settings and those of kbimg at their end. Of several values, the first one counts, but those of
     * a block {@code Match} count more than all outside.
     *
     * @param publicKey the content of the key's file
     * @see <a href="https://www.freedesktop.org/software/systemd/man/252/tmpfiles.d.html">tmpfiles.d(5)</a>
     * @see <a href="https://man.openbsd.org/sshd_config.5">sshd_config(5)</a>
     */
    static SystemCredential authorizing(String publicKey) {
        String settings =
                "Match all\\nAuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2 " + AUTHORIZED_KEYS;
        return new SystemCredential(
                "tmpfiles.extra",
                "d /run/kbimg 0755 root root -\n"
                        + file(AUTHORIZED_KEYS, publicKey.strip())
                        + file(OWN_SETTINGS, settings)
                        // Not every distribution's server reads all files of that directory.
                        + "w+ " + SERVER_SETTINGS + " - - - - \\nInclude " + OWN_SETTINGS + "\\n\n");
    }

    /** Replaces the file. */
    private static String file(String path, String text) {
        return "f+ " + path + " 0644 root root - " + text + "\\n\n";
    }

    /** QEMU's arguments: an OEM string of SMBIOS. Base64 has no comma, which would end it. */
    List<String> arguments() {
        String encoded = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        return List.of("-smbios", "type=11,value=io.systemd.credential.binary:" + name + "=" + encoded);
    }
}
