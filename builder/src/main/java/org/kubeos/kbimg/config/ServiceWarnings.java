package org.kubeos.kbimg.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.config.node.ServiceKind;
import org.kubeos.kbimg.config.node.ServiceKind.Service;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Problems;

/** Warnings about services that get into each other's way, for a config that can be built. */
final class ServiceWarnings {

    private static final String SERVICES = "services";
    private static final String ENABLE = "enable";

    private ServiceWarnings() {}

    /** @param tree what {@code config} was read from */
    static void add(ImageConfig config, Mapping tree, Problems warnings) {
        List<String> enabled = config.node().services().enable();
        for (ServiceKind kind : ServiceKind.values()) {
            var first = new ArrayList<String>();
            for (int i = 0; i < enabled.size(); i++) {
                String unit = enabled.get(i);
                Optional<Service> service = kind.serviceOf(unit);
                if (service.isEmpty() || first.stream().anyMatch(service.get().names()::contains)) {
                    continue;
                }
                if (!first.isEmpty()) {
                    warnings.add(
                            item(tree, i).span(),
                            SERVICES + "." + ENABLE,
                            unit + " is a second " + kind + " beside " + first.getFirst()
                                    + ", and they get into each other's way; enable one of the two");
                }
                first.add(unit);
            }
        }
    }

    private static Node item(Mapping tree, int index) {
        return find(tree, SERVICES)
                .flatMap(services -> find(services, ENABLE))
                .filter(node ->
                        node instanceof Sequence list && index < list.items().size())
                .map(node -> ((Sequence) node).items().get(index))
                .orElse(tree);
    }

    private static Optional<Node> find(Node place, String key) {
        return place instanceof Mapping mapping
                ? mapping.entries().stream()
                        .filter(entry -> entry.key().text().equals(key))
                        .map(Entry::value)
                        .findFirst()
                : Optional.empty();
    }
}
