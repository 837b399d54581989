package org.kubeos.agent.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * What the agent remembers between requests.
 *
 * @param number how many times the settings were changed
 * @param desired what was applied and should still be so
 * @param applied what can be undone, the latest one last
 */
record State(long number, List<Desired> desired, List<AppliedSet> applied) {

    private static final int MAX_APPLIED = 10;

    static final State NEW = new State(0, List.of(), List.of());

    State {
        desired = List.copyOf(desired);
        applied = List.copyOf(applied);
    }

    State after(AppliedSet set, List<Desired> nowDesired) {
        var sets = new ArrayList<>(applied);
        sets.add(set);
        return new State(number + 1, nowDesired, sets.subList(Math.max(0, sets.size() - MAX_APPLIED), sets.size()));
    }

    State withoutLast() {
        return new State(number + 1, applied.getLast().desiredBefore(), applied.subList(0, applied.size() - 1));
    }
}
