package org.kubeos.agent.settings;

/**
 * How settings are changed.
 *
 * @param restart whether running services that read a changed file only when they start are restarted
 * @param dryRun whether nothing is written, and the outcome says what would be
 */
public record Options(boolean restart, boolean dryRun) {

    /** Settings are changed, and no service is restarted. */
    public static final Options DEFAULT = new Options(false, false);
}
