package org.kubeos.agent.settings.request;

import java.util.List;
import java.util.Optional;

/**
 * Keys of one file or of one part of the node's state.
 *
 * @param model its name in the API, such as {@code kernel.sysctl}
 * @param path of the file, if it isn't the model's own; from a request, so not to be trusted
 * @param changes in the order in which they apply
 */
public record ConfigChange(String model, Optional<String> path, List<KeyChange> changes) {

    public ConfigChange {
        changes = List.copyOf(changes);
    }
}
