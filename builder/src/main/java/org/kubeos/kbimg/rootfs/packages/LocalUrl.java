package org.kubeos.kbimg.rootfs.packages;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** URLs of files and directories on the build host. */
public final class LocalUrl {

    private static final Pattern LOCAL = Pattern.compile("(?i)(?:mirror\\+)?(?:file|copy):(/.*)");

    private LocalUrl() {}

    /** The path that a URL of {@code file:}, or of apt's {@code copy:} or {@code mirror+file:}, stands for. */
    public static Optional<Path> path(String url) {
        Matcher matcher = LOCAL.matcher(url);
        return matcher.matches() ? Optional.of(decoded(matcher.group(1))) : Optional.empty();
    }

    private static Path decoded(String path) {
        try {
            return Path.of(new URI("file:" + path).getPath()).normalize();
        } catch (URISyntaxException e) {
            return Path.of(path).normalize();
        }
    }
}
