package org.kubeos.kbimg.cli;

import java.util.Iterator;
import java.util.List;
import org.kubeos.kbimg.config.ConfigDocs;

/** What shells complete after {@code --set}: the config's keys. The schema is read when they are asked for. */
final class SettableKeys implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return new ConfigDocs(List.of()).keys().stream().map(key -> key + "=").iterator();
    }
}
