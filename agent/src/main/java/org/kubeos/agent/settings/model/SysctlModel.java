package org.kubeos.agent.settings.model;

import java.util.Optional;
import java.util.function.Consumer;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.document.SysctlName;
import org.kubeos.agent.settings.request.KeyChange;
import org.kubeos.agent.settings.request.Operation;
import org.kubeos.agent.settings.resource.ParameterValues;
import org.kubeos.agent.settings.resource.Resource;

/** Parameters of the running kernel, until the next boot. */
record SysctlModel(NodeRoot root) implements Model {

    @Override
    public String name() {
        return "kernel.sysctl";
    }

    @Override
    public Resource resource(Optional<String> path, String key) throws DocumentException {
        SysctlName name = new SysctlNames(root).resolve(SysctlName.parse(key));
        return new Resource.KernelParameter(name.path());
    }

    @Override
    public Optional<String> apply(Optional<String> content, KeyChange change, Consumer<String> notes)
            throws DocumentException {
        if (change.operation() == Operation.DELETE) {
            notes.accept("A running kernel's parameters can't be deleted: " + change.key()
                    + " keeps its value until the next boot.");
            return content;
        }
        String value = Words.line(change);
        if (content.isEmpty()) {
            throw new DocumentException(
                    "the kernel has no such parameter; a name whose parts have dots is written with slashes");
        }
        return ParameterValues.same(content.get(), value) ? content : Optional.of(value);
    }
}
