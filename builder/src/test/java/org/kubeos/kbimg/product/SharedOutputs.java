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
            Set.of(BiosImageIT.class, PxeBootIT.class),
            RPM,
            Set.of(RpmImageIT.class, PxeBootIT.class));

    /** The classes that have still to end. */
    private static final Map<String, Set<Class<?>>> REMAINING = new HashMap<>();

    static {
        USERS.forEach((name, classes) -> REMAINING.put(name, new HashSet<>(classes)));
    }

    static Path directory(String name) {
        return Path.of("target/it", name).toAbsolutePath();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        release(context.getRequiredTestClass());
    }

    /** Classes run at the same time. */
    private static synchronized void release(Class<?> ended) {
        REMAINING.forEach((name, classes) -> {
            if (classes.remove(ended) && classes.isEmpty()) {
                BuiltImage.delete(directory(name));
            }
        });
    }
}
