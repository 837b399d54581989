package org.kubeos.kbimg.config;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;

/**
 * What a build would refuse once it knows the root file system.
 *
 * @param key dotted path of the key that asks for it; empty if none does
 * @param item which item of the key's list it is, from 0 on; empty for the whole
 * @param reason in words that follow the key
 */
public record Refusal(String key, OptionalInt item, String reason) {

    private static final Pattern MESSAGE =
            Pattern.compile("(?:(?<key>[a-zA-Z]+(?:\\.[a-zA-Z]+)*): )?(?<reason>.*?)\\.?", Pattern.DOTALL);

    /** The same as an exception says, whose message begins with the key. */
    public static Refusal of(UsageException exception) {
        Matcher message = MESSAGE.matcher(exception.getMessage());
        if (!message.matches()) {
            throw new IllegalStateException("matches any text");
        }
        String key = message.group("key");
        return new Refusal(key == null ? "" : key, OptionalInt.empty(), message.group("reason"));
    }

    /** The same of an item of a list. */
    public Refusal at(String list, int index) {
        return new Refusal(list, OptionalInt.of(index), reason);
    }
}
