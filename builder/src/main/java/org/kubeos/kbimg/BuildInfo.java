package org.kubeos.kbimg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;

/**
 * The version and the time of this build of kbimg.
 *
 * @param version the tool's own version
 * @param timestamp when this version of the tool was made; the time that images get when nobody sets one
 */
public record BuildInfo(String version, Instant timestamp) {

    /** The last time that cpio archives can hold: eight hexadecimal digits. File systems and tar go further. */
    private static final long MAX_SOURCE_DATE = 0xFFFF_FFFFL;

    /** Reads what Maven put into the jar. */
    public static BuildInfo load() {
        var properties = new Properties();
        try (InputStream resource =
                Objects.requireNonNull(BuildInfo.class.getResourceAsStream("build.properties"), "build.properties")) {
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(properties.getProperty("version"), Instant.parse(properties.getProperty("timestamp")));
    }

    /**
     * The time that everything made by a build carries: {@code SOURCE_DATE_EPOCH} in seconds since 1970, or when it is
     * not set, the timestamp of this version of the tool, so that a plain build repeats too.
     *
     * @param sourceDateEpoch the variable's value; empty if not set
     * @see <a href="https://reproducible-builds.org/specs/source-date-epoch/">the variable's specification</a>
     * @throws UsageException if it is not a whole number of seconds, or not in the range of all formats
     */
    public Instant sourceDate(String sourceDateEpoch) {
        if (sourceDateEpoch.isEmpty()) {
            return timestamp;
        }
        if (!sourceDateEpoch.matches("[0-9]{1,10}") || Long.parseLong(sourceDateEpoch) > MAX_SOURCE_DATE) {
            throw new UsageException("SOURCE_DATE_EPOCH is '" + sourceDateEpoch
                    + "', not a number of seconds since 1970 from 0 to " + MAX_SOURCE_DATE + " ("
                    + Instant.ofEpochSecond(MAX_SOURCE_DATE) + ").");
        }
        return Instant.ofEpochSecond(Long.parseLong(sourceDateEpoch));
    }
}
