package org.kubeos.agent.settings.model;

import java.util.Optional;
import java.util.function.Consumer;
import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.request.KeyChange;
import org.kubeos.agent.settings.resource.Resource;

/** What requests can change: how their keys and values get into a resource. */
public sealed interface Model permits LimitsModel, KernelArgumentsModel, SysctlFileModel, SysctlModel, TreeModel {

    /** Its name in the API. */
    String name();

    /**
     * The resource that a key is in.
     *
     * @param path the file that the request names
     * @throws DocumentException if there is no such resource, or requests may not change it
     */
    Resource resource(Optional<String> path, String key) throws DocumentException;

    /**
     * The content of the resource after a change: the given one if that already is as the change wants it.
     *
     * @param content of the resource; empty if it isn't there
     * @param notes takes what people should know about a change that has no effect
     * @throws DocumentException if the change isn't possible
     */
    Optional<String> apply(Optional<String> content, KeyChange change, Consumer<String> notes) throws DocumentException;

    /** The service that reads the resource only when it starts. */
    default Optional<String> service() {
        return Optional.empty();
    }
}
