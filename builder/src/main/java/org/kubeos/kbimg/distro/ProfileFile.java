package org.kubeos.kbimg.distro;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.kbimg.host.BundledResource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of profiles, of which one may extend another. */
final class ProfileFile {

    private static final String EXTENDS = "extends";

    private ProfileFile() {}

    /** The contents of a file, merged over the one that it extends. */
    static Map<?, ?> read(String name) {
        Object yaml = new Load(LoadSettings.builder().setLabel(name).build())
                .loadFromString(BundledResource.text(ProfileFile.class, name + ".yaml"));
        if (!(yaml instanceof Map<?, ?> own)) {
            throw new IllegalStateException("not a mapping: the profile " + name);
        }
        var file = new LinkedHashMap<>(own);
        Object base = file.remove(EXTENDS);
        return base == null ? file : merge(read(base.toString()), file);
    }

    private static Map<Object, Object> merge(Map<?, ?> base, Map<?, ?> own) {
        var merged = new LinkedHashMap<Object, Object>(base);
        own.forEach((key, value) -> merged.merge(key, value, ProfileFile::join));
        return merged;
    }

    private static Object join(Object base, Object own) {
        if (base instanceof Map<?, ?> first && own instanceof Map<?, ?> second) {
            return merge(first, second);
        }
        if (base instanceof List<?> first && own instanceof List<?> second) {
            return Stream.concat(first.stream(), second.stream()).toList();
        }
        return own;
    }
}
