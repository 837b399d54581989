package org.kubeos.agent.settings;

import org.kubeos.agent.settings.request.KeyChange;
import org.kubeos.agent.settings.resource.Resource;

/**
 * What a set wanted of a key, and no later one has changed.
 *
 * @param model its name in the API
 */
record Desired(String model, Resource resource, KeyChange change) {

    boolean isSameKey(Desired other) {
        return model.equals(other.model)
                && resource.equals(other.resource)
                && change.key().equals(other.change.key());
    }
}
