package org.kubeos.kbimg.rootfs.lock;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a config stood for when its sources were asked.
 *
 * @param tool version of kbimg that asked
 * @param distribution name of the distribution profile
 * @param profile digest of the profile's data, lower case hexadecimal
 * @param architecture its key in configs
 * @param source what the root file system comes from if it isn't installed from packages
 * @param parts the root file systems that are
 */
public record LockFile(
        String tool,
        String distribution,
        String profile,
        String architecture,
        Optional<LockedSource> source,
        Map<LockedPart.Name, LockedPart> parts) {

    public LockFile {
        var copy = new EnumMap<LockedPart.Name, LockedPart>(LockedPart.Name.class);
        copy.putAll(parts);
        parts = Map.copyOf(copy);
    }

    /** One of the root file systems. */
    public Optional<LockedPart> part(LockedPart.Name name) {
        return Optional.ofNullable(parts.get(name));
    }
}
