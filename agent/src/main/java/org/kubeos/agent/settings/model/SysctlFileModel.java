package org.kubeos.agent.settings.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.document.SysctlDocument;
import org.kubeos.agent.settings.document.SysctlName;
import org.kubeos.agent.settings.request.KeyChange;
import org.kubeos.agent.settings.request.Operation;
import org.kubeos.agent.settings.resource.ParameterValues;
import org.kubeos.agent.settings.resource.Resource;

/** Parameters of the kernel, from the next boot on. */
record SysctlFileModel(NodeRoot root) implements Model {

    private static final AllowedFiles FILES = new AllowedFiles(List.of("/etc/sysctl.conf", "/etc/sysctl.d/*.conf"));

    @Override
    public String name() {
        return "kernel.sysctl.persist";
    }

    @Override
    public Resource resource(Optional<String> path, String key) throws DocumentException {
        return FILES.resource(root, path);
    }

    @Override
    public Optional<String> apply(Optional<String> content, KeyChange change, Consumer<String> notes)
            throws DocumentException {
        var names = new SysctlNames(root);
        SysctlName name = names.resolve(SysctlName.parse(change.key()));
        var document = new SysctlDocument(content.orElse(""), names::resolve);
        Optional<String> present = document.find(name);
        if (change.operation() == Operation.SET) {
            String value = Words.line(change);
            return present.filter(value::equals).isPresent()
                    ? content
                    : Optional.of(document.with(name, value).text());
        }
        if (present.isEmpty()) {
            return content;
        }
        if (change.hasValue() && !ParameterValues.same(present.get(), Words.line(change))) {
            notes.accept(change.key() + " isn't deleted, as its value is another one than the request names.");
            return content;
        }
        return Optional.of(document.without(name).text());
    }
}
