package org.kubeos.agent.settings;

import java.util.List;

/**
 * What was changed.
 *
 * @param changed files and other resources, for people
 * @param restarted services that were restarted
 * @param needRestart services that use what was changed only after a restart
 * @param needReboot whether something was changed that counts from the next boot on
 * @param notes what people should know
 */
public record Outcome(
        List<String> changed,
        List<String> restarted,
        List<String> needRestart,
        boolean needReboot,
        List<String> notes) {

    public Outcome {
        changed = List.copyOf(changed);
        restarted = List.copyOf(restarted);
        needRestart = List.copyOf(needRestart);
        notes = List.copyOf(notes);
    }
}
