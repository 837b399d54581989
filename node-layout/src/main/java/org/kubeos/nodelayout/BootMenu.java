package org.kubeos.nodelayout;

import java.util.List;

/** GRUB's menu on BOOT, beside the boot environment. */
public final class BootMenu {

    /** The file's name. */
    public static final String FILE_NAME = "grub.cfg";

    /** What a menu must name to keep to {@link BootEnvironment}. */
    private static final List<String> TRIAL_WORDS = List.of(
            GrubEnvironment.FILE_NAME,
            GrubEnvironment.SECOND_FILE_NAME,
            GrubEnvironment.SAVED_ENTRY,
            GrubEnvironment.BOOT_TRIAL,
            GrubEnvironment.BOOT_TRIES,
            GrubEnvironment.SERIAL_FIRST,
            GrubEnvironment.SERIAL_LAST,
            BootEnvironment.TRIAL_ARGUMENT);

    private BootMenu() {}

    /** Whether a menu counts the tries of a slot on trial, and returns to the confirmed one: other menus know nothing of that. */
    public static boolean knowsTrials(String menu) {
        return TRIAL_WORDS.stream().allMatch(menu::contains);
    }
}
