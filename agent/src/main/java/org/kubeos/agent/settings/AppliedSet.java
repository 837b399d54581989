package org.kubeos.agent.settings;

import java.util.List;
import org.kubeos.agent.settings.resource.Write;

/**
 * A set that was applied as a whole, and can be undone.
 *
 * @param writes in the order in which they were made
 * @param desiredBefore what was wanted before
 */
record AppliedSet(List<Write> writes, List<Desired> desiredBefore) {

    AppliedSet {
        writes = List.copyOf(writes);
        desiredBefore = List.copyOf(desiredBefore);
    }
}
