package org.kubeos.agent.settings.resource;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Why reading or writing failed, as a part of a sentence. */
public final class IoReason {

    private IoReason() {}

    /** The reason. Java leaves it out of the messages of some exceptions, which have the file's name only. */
    public static String of(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "it isn't there";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException failure
            when failure.getReason() != null -> Objects.requireNonNull(failure.getReason());
            default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        };
    }
}
