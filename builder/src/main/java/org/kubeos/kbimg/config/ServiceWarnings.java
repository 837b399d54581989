package org.kubeos.kbimg.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.config.node.ServiceKind;
import org.kubeos.kbimg.config.node.ServiceKind.Service;
import org.kubeos.yamlschema.yaml.Node.Mapping;
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
                            WrittenValues.item(tree, i, SERVICES, ENABLE).span(),
                            SERVICES + "." + ENABLE,
                            unit + " is a second " + kind + " beside " + first.getFirst()
                                    + ", and they get into each other's way; enable one of the two");
                }
                first.add(unit);
            }
        }
    }
}
