package org.kubeos.oci;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The location of an image, as users write it. */
public sealed interface ImageLocation {

    /**
     * An image in a registry.
     *
     * @param reference with a tag or a digest
     */
    record Registry(ImageReference reference) implements ImageLocation {
        @Override
        public String toString() {
            return reference.toString();
        }
    }

    /**
     * An image in an OCI image layout.
     *
     * @param tag empty for the only image in the layout
     */
    record Layout(Path directory, Optional<String> tag) implements ImageLocation {
        @Override
        public String toString() {
            return LAYOUT + directory + tag.map(name -> ":" + name).orElse("");
        }
    }

    /** An archive as {@code docker save} writes it. */
    record Archive(Path file) implements ImageLocation {
        @Override
        public String toString() {
            return ARCHIVE + file;
        }
    }

    String LAYOUT = "oci:";
    String ARCHIVE = "docker-archive:";
    /** The forms of a location, for messages. */
    String FORMS =
            "registry.example.org/kubeos:v1, the same with @sha256:…, oci:DIR, oci:DIR:TAG, or docker-archive:FILE";

    /**
     * @param directory that relative paths are resolved against
     * @throws IllegalArgumentException if {@code text} isn't a location; the message says why
     */
    static ImageLocation parse(String text, Path directory) {
        try {
            if (text.startsWith(LAYOUT)) {
                return layout(text.substring(LAYOUT.length()), directory);
            }
            if (text.startsWith(ARCHIVE)) {
                return new Archive(
                        directory.resolve(text.substring(ARCHIVE.length())).normalize());
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path has a character that no file name can have", e);
        }
        ImageReference reference = ImageReference.parse(text);
        if (reference.tag().isEmpty() && reference.digest().isEmpty()) {
            throw new IllegalArgumentException("it has neither a tag nor a digest, such as :v1");
        }
        return new Registry(reference);
    }

    private static Layout layout(String text, Path directory) {
        Matcher tagged =
                Pattern.compile("(?s)(.+):([A-Za-z0-9_][A-Za-z0-9._-]{0,127})").matcher(text);
        return tagged.matches()
                ? new Layout(directory.resolve(tagged.group(1)).normalize(), Optional.of(tagged.group(2)))
                : new Layout(directory.resolve(text).normalize(), Optional.empty());
    }
}
