package org.kubeos.agent.settings.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.document.Limit;
import org.kubeos.agent.settings.document.LimitsDocument;
import org.kubeos.agent.settings.request.KeyChange;
import org.kubeos.agent.settings.request.Operation;
import org.kubeos.agent.settings.resource.Resource;

/** Limits of users' sessions. Keys are domains; a value is {@code type.item.value}, or a list of them. */
record LimitsModel(NodeRoot root) implements Model {

    private static final AllowedFiles FILES =
            new AllowedFiles(List.of("/etc/security/limits.conf", "/etc/security/limits.d/*.conf"));

    @Override
    public String name() {
        return "pam.limits";
    }

    @Override
    public Resource resource(Optional<String> path, String key) throws DocumentException {
        return FILES.resource(root, path);
    }

    @Override
    public Optional<String> apply(Optional<String> content, KeyChange change, Consumer<String> notes)
            throws DocumentException {
        String domain = change.key();
        var document = new LimitsDocument(content.orElse(""));
        if (change.operation() == Operation.DELETE && !change.hasValue()) {
            return edited(content, document.without(domain));
        }
        for (Limit limit : limits(change)) {
            if (change.operation() == Operation.SET) {
                document = document.with(domain, limit);
            } else if (document.has(domain, new Limit(limit.type(), limit.item(), Optional.empty()))
                    && !document.has(domain, limit)) {
                notes.accept(
                        "A limit of " + domain + " isn't deleted, as its value is another one than the request names.");
            } else {
                document = document.without(domain, limit);
            }
        }
        return edited(content, document);
    }

    private static Optional<String> edited(Optional<String> content, LimitsDocument document) {
        return document.text().equals(content.orElse("")) ? content : Optional.of(document.text());
    }

    private static List<Limit> limits(KeyChange change) throws DocumentException {
        var limits = new ArrayList<Limit>();
        Iterable<JsonNode> values = change.value().isArray() ? change.value() : List.of(change.value());
        for (JsonNode value : values) {
            limits.add(Limit.parse(value.asText()));
        }
        return limits;
    }
}
