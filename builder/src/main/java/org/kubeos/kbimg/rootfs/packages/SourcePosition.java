package org.kubeos.kbimg.rootfs.packages;

import org.kubeos.kbimg.UsageException;

/**
 * A line of a file that names package repositories.
 *
 * @param number counted from 1
 */
public record SourcePosition(String file, int number) {

    /** A problem that a person finds at this line. */
    public UsageException error(String problem) {
        return new UsageException(file + ":" + number + ": " + problem);
    }
}
