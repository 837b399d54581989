package org.kubeos.agent.settings.resource;

import java.io.IOException;
import java.util.Optional;

/** Reads and replaces the content of resources. */
public interface Storage {

    /**
     * The content of a resource.
     *
     * @return empty if it isn't there
     * @throws IOException if it can't be read, or isn't text of at most 1 MiB
     */
    Optional<String> read(Resource resource) throws IOException;

    /**
     * Replaces the content of a resource. It is the old or the new one at any moment, also if power fails, and the new one from
     * when this returns.
     *
     * @param content empty to remove it
     * @throws IOException if it has the old content, or perhaps the new one
     */
    void write(Resource resource, Optional<String> content) throws IOException;

    /** Removes what a write that was cut off has left beside the resource. */
    void clean(Resource resource) throws IOException;
}
