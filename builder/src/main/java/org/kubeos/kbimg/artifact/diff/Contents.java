package org.kubeos.kbimg.artifact.diff;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.kubeos.kbimg.config.Setting;

/**
 * What is known of one side. A part that is empty is unknown.
 *
 * @param name as the user gave it
 * @param kind in a sentence, such as {@code "a manifest"}
 * @param facts about all of it, such as its version
 */
public record Contents(
        String name,
        String kind,
        SortedMap<String, String> facts,
        Optional<List<ComparedPackage>> packages,
        Optional<RootFileSystem> root,
        Optional<List<Setting>> settings) {

    public Contents {
        packages = packages.map(List::copyOf);
        settings = settings.map(List::copyOf);
    }
}
