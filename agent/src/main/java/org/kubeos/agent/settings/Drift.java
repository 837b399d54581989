package org.kubeos.agent.settings;

/**
 * A key that isn't as it was set any more. Values, which may be secrets, are left out.
 *
 * @param model its name in the API
 * @param where the file or the other resource that the key is in, for people
 * @param key as it was set
 * @param reason what is wrong, such as {@code it has another value}
 */
public record Drift(String model, String where, String key, String reason) {}
