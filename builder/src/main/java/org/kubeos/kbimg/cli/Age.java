package org.kubeos.kbimg.cli;

import java.time.Duration;

/** How long ago something was, in words. */
final class Age {

    private Age() {}

    /** In the largest unit of which there is one: "3 hours ago". */
    static String of(Duration age) {
        if (age.toDays() > 0) {
            return count(age.toDays(), "day");
        }
        if (age.toHours() > 0) {
            return count(age.toHours(), "hour");
        }
        return age.toMinutes() > 0 ? count(age.toMinutes(), "minute") : "just now";
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s") + " ago";
    }
}
