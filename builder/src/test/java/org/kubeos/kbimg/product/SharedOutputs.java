package org.kubeos.kbimg.product;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Directories of outputs that several test classes look at. Each is removed after the last of its classes, since all of them
 * would fill the disk. Where not all of these classes run, it stays.
 */
final class SharedOutputs implements AfterAllCallback {

    static final String EXAMPLE = "out";
    static final String FULL = "full";
    static final String FULL_OPENEULER = "full-openeuler";
    static final String BIOS = "bios";
    static final String RPM = "rpm-out";

    /** The classes that look at each. */
    static final Map<String, Set<Class<?>>> USERS = Map.of(
            EXAMPLE,
            Set.of(
                    BootIT.class,
                    BootSshIT.class,
                    BootTrialIT.class,
                    CallerIndependenceIT.class,
                    KillIT.class,
                    OrdinaryUserIT.class,
                    PxeBootIT.class,
                    RebuildIT.class,
                    ReportedFaultsIT.class,
                    ScriptsIT.class,
                    UpgradeImageIT.class,
                    VmImageIT.class),
            FULL,
            Set.of(FullImageIT.class, FullImageBootIT.class),
            FULL_OPENEULER,
            Set.of(FullImageIT.class, FullImageBootIT.class),
            BIOS,
            Set.of(BiosImageIT.class, BootTrialIT.class, PxeBootIT.class),
            RPM,
            Set.of(RpmImageIT.class, PxeBootIT.class));

    private static final Path ALL = Path.of("target/it").toAbsolutePath();

    private static final Remaining REMAINING = new Remaining(ALL, USERS);

    static Path directory(String name) {
        return ALL.resolve(name);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        REMAINING.end(context.getRequiredTestClass());
    }

    /** The classes that have still to end. */
    static final class Remaining {

        private final Path all;
        private final Map<String, Set<Class<?>>> users = new HashMap<>();

        Remaining(Path all, Map<String, Set<Class<?>>> users) {
            this.all = all;
            users.forEach((name, classes) -> this.users.put(name, new HashSet<>(classes)));
        }

        /** Classes run at the same time. */
        synchronized void end(Class<?> user) {
            users.forEach((name, classes) -> {
                if (classes.remove(user) && classes.isEmpty()) {
                    BuiltImage.delete(all.resolve(name));
                }
            });
        }
    }
}
