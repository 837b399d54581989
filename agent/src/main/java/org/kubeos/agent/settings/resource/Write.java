package org.kubeos.agent.settings.resource;

import java.util.Optional;

/**
 * The content of a resource before and after a change. Empty if it isn't there.
 */
public record Write(Resource resource, Optional<String> before, Optional<String> after) {

    /** The change that takes this one back. */
    public Write reversed() {
        return new Write(resource, after, before);
    }

    /** Whether a content that was read is the given one. */
    public boolean same(Optional<String> present, Optional<String> content) {
        return resource instanceof Resource.KernelParameter && present.isPresent() && content.isPresent()
                ? ParameterValues.same(present.get(), content.get())
                : present.equals(content);
    }
}
