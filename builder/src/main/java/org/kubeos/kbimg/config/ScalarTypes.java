package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.Set;
import org.kubeos.kbimg.config.node.PasswordSchema;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.TextType;

/** The types of scalar values in a config, each with the rule that makes it safe to pass on. */
public final class ScalarTypes {

    // The tag of an upgrade image: OCI distribution specification 1.1, "Pulling manifests".
    public static final TextType<String> VERSION = TextType.of(
            "a version",
            "at most 128 letters, digits, and _.-, not starting with . or -",
            "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    // Debian policy 5.6.1 and RPM's names, with an architecture or version for apt. A trailing hyphen is apt's
    // "remove".
    public static final TextType<String> PACKAGE = TextType.of(
            "a package name",
            "such as openssh-server, starting with a letter or digit",
            "(?=.{1,255}$)[A-Za-z0-9](?:[A-Za-z0-9+._~^-]*[A-Za-z0-9+._~^])?(?::[a-z0-9]+)?(?:=[A-Za-z0-9][A-Za-z0-9.+~:^-]*)?");

    // RFC 1123 section 2.1; at most 64 characters because the kernel's HOST_NAME_MAX is that.
    public static final TextType<String> HOST_NAME = TextType.of(
            "a host name",
            "at most 64 letters, digits, inner hyphens, and dots between the parts",
            "(?=.{1,64}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    public static final TextType<String> PASSWORD_HASH = TextType.secret(
            "a password hash",
            "in crypt format, such as SHA-512 ($6$…) or yescrypt ($y$…); or * or ! for no password, as in /etc/shadow",
            PasswordSchema.SHADOW_FIELD.pattern(),
            "make a hash with: openssl passwd -6");

    // The kernel's COMMAND_LINE_SIZE on x86 is 2048, and the image's own parameters need some of it.
    static final TextType<String> KERNEL_PARAMETERS = TextType.parsed(
            "a kernel command line",
            "one line of at most 1024 printable ASCII characters except ' and \\, with double quotes in pairs",
            "[ -~&&[^'\\\\]]{0,1024}",
            (text, _) -> kernelParameters(text));

    // Documentation/admin-guide/serial-console.rst of the kernel.
    static final TextType<String> CONSOLE = TextType.of(
            "a kernel console",
            "such as ttyS0, ttyAMA0, or ttyS0,115200n8; none for the screen only",
            "none|(?:ttyS|ttyAMA|hvc|tty)\\d{1,3}(?:,\\d{3,7}(?:[noe](?:[5-8]r?)?)?)?");

    static final TextType<String> REPOSITORY_NAME =
            TextType.of("a repository name", "letters, digits, and ._-", "[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    static final TextType<String> REPOSITORY_URL = TextType.of(
            "a repository URL",
            "http, https, or file, without a user and password",
            "(?:https?://[A-Za-z0-9.:\\[\\]-]+(?:/[!-~&&[^@\"'\\\\]]*)?|file:///[!-~&&[^@\"'\\\\]]*)");

    static final TextType<String> SUITE =
            TextType.of("a suite", "such as bookworm", "[A-Za-z0-9][A-Za-z0-9._/+~-]{0,127}");

    static final TextType<String> COMPONENT =
            TextType.of("a component", "such as main", "[A-Za-z0-9][A-Za-z0-9._/+-]{0,127}");

    static final DataSize MAX_DISK = DataSize.ofGibibytes(16 * 1024);
    static final TextType<DataSize> DISK_SIZE = TextType.parsed(
            "a disk size",
            "a whole number with KiB, MiB, GiB, or TiB, from 1GiB to 16TiB",
            "\\d{1,9} ?[KMGT]iB",
            (text, _) -> diskSize(text));

    // Mount options separate overlay's directories by ':' and ',', so names keep to what needs no escaping.
    static final String PATH_SEGMENTS =
            "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._@+-]+(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._@+-]+)*";

    static final TextType<String> TARGET_DIRECTORY = TextType.parsed(
            "a directory in the image",
            "an absolute path of letters, digits, and ._@+-, without . or .. in it or a slash at the end",
            "(?=.{1,255}$)/" + PATH_SEGMENTS,
            (text, _) -> targetDirectory(text));

    static final TextType<String> PERSIST_MOUNT = TextType.of(
            "a directory in the image",
            "an absolute path of letters, digits, and ._@+-, without . or .. in it or a slash at the end",
            "(?=.{1,255}$)/" + PATH_SEGMENTS);

    public static final TextType<String> PERSIST_DIRECTORY = TextType.of(
            "a directory on PERSIST",
            "a relative path of letters, digits, and ._@+-, without . or .. in it or a slash at the end",
            "(?=.{1,255}$)" + PATH_SEGMENTS);

    private static final Set<String> NOT_PERSISTENT = Set.of("/boot", "/dev", "/persist", "/proc", "/run", "/sys");

    private ScalarTypes() {}

    /** @param noun such as "a program" */
    static TextType<Path> file(String noun) {
        return HostFiles.type(noun);
    }

    private static String kernelParameters(String text) throws InvalidValueException {
        try {
            KernelCommandLine.parse(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("a kernel command line needs " + e.getMessage());
        }
    }

    private static DataSize diskSize(String text) throws InvalidValueException {
        DataSize size;
        try {
            size = DataSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(text + " is too large");
        }
        if (size.bytes() < DataSize.ofGibibytes(1).bytes()) {
            throw new InvalidValueException(text + " is too small for two root slots and PERSIST");
        }
        if (size.bytes() > MAX_DISK.bytes()) {
            throw new InvalidValueException(text + " is too large");
        }
        if (size.bytes() % DataSize.ofMebibytes(1).bytes() != 0) {
            throw new InvalidValueException(text + " is not a multiple of 1MiB, to which partitions are aligned");
        }
        return size;
    }

    private static String targetDirectory(String text) throws InvalidValueException {
        for (String reserved : NOT_PERSISTENT) {
            if (text.equals(reserved) || text.startsWith(reserved + "/")) {
                throw new InvalidValueException(
                        text + " can't be on PERSIST: something else is mounted at " + reserved);
            }
        }
        return text;
    }
}
