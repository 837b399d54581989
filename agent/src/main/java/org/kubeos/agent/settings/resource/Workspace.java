package org.kubeos.agent.settings.resource;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.agent.AgentException;

/** Resources as they will be, before anything is written. */
public final class Workspace {

    private final Storage storage;
    private final Map<Resource, Optional<String>> before = new LinkedHashMap<>();
    private final Map<Resource, Optional<String>> after = new LinkedHashMap<>();

    public Workspace(Storage storage) {
        this.storage = storage;
    }

    /**
     * The content of a resource as it will be.
     *
     * @throws AgentException if it can't be read
     */
    public Optional<String> content(Resource resource) {
        Optional<String> pending = after.get(resource);
        return pending == null ? present(resource) : pending;
    }

    /** The content of a resource as it is. */
    public Optional<String> present(Resource resource) {
        return before.computeIfAbsent(resource, this::read);
    }

    private Optional<String> read(Resource resource) {
        try {
            return storage.read(resource);
        } catch (IOException e) {
            throw new AgentException("Can't read " + resource.shown() + ": " + IoReason.of(e) + ".", e);
        }
    }

    /** Changes the content that a resource will have. */
    public void put(Resource resource, Optional<String> content) {
        present(resource);
        after.put(resource, content);
    }

    /** What must be written, in the order in which the resources were first changed. */
    public List<Write> writes() {
        return after.entrySet().stream()
                .map(entry -> new Write(entry.getKey(), present(entry.getKey()), entry.getValue()))
                .filter(write -> !write.before().equals(write.after()))
                .toList();
    }
}
