package org.kubeos.agent.settings.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.document.KernelCommandLine;
import org.kubeos.agent.settings.request.KeyChange;
import org.kubeos.agent.settings.request.Operation;
import org.kubeos.agent.settings.resource.IoReason;
import org.kubeos.agent.settings.resource.Resource;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.Slot;

/**
 * The kernel arguments of a slot. They are kept in the boot environment, so neither the boot menu nor the slot changes.
 *
 * @param slot that the arguments belong to
 */
record KernelArgumentsModel(String name, Slot slot, NodeRoot root) implements Model {

    /** The arguments that the image's boot menu gives by itself, if the image says so. */
    private static final String IMAGE_ARGUMENTS = "/usr/lib/kubeos/kernel-arguments";

    private static final String RUNNING_ARGUMENTS = "/proc/cmdline";

    @Override
    public Resource resource(Optional<String> path, String key) throws DocumentException {
        return new Resource.SlotArguments(slot);
    }

    @Override
    public Optional<String> apply(Optional<String> content, KeyChange change, Consumer<String> notes)
            throws DocumentException {
        String key = change.key();
        KernelCommandLine present =
                content.isPresent() ? KernelCommandLine.parse(content.get()) : argumentsOfBootMenu();
        KernelCommandLine wanted = change.operation() == Operation.SET
                ? present.with(key, arguments(change))
                : without(present, change, notes);
        return wanted.equals(present) ? content : Optional.of(wanted.text());
    }

    private static KernelCommandLine without(KernelCommandLine present, KeyChange change, Consumer<String> notes)
            throws DocumentException {
        if (!change.hasValue()) {
            KernelCommandLine.check(change.key(), "");
            return present.with(change.key(), List.of());
        }
        KernelCommandLine rest = present;
        for (String argument : arguments(change)) {
            rest = rest.without(argument);
        }
        if (rest.equals(present) && !present.find(change.key()).isEmpty()) {
            notes.accept(change.key() + " isn't deleted, as its value is another one than the request names.");
        }
        return rest;
    }

    /** An argument for each value of a list, such as several consoles; a bare one for no value. */
    private static List<String> arguments(KeyChange change) throws DocumentException {
        var arguments = new ArrayList<String>();
        Iterable<JsonNode> values = change.value().isArray() ? change.value() : List.of(change.value());
        for (JsonNode node : values) {
            if (node.isContainerNode()) {
                throw new DocumentException("the value must be a text, a number, or a list of them");
            }
            String value = node.isNull() ? "" : node.asText();
            KernelCommandLine.check(change.key(), value);
            arguments.add(value.isEmpty() ? change.key() : change.key() + "=" + value);
        }
        return arguments;
    }

    private KernelCommandLine argumentsOfBootMenu() throws DocumentException {
        Path image = root.path(IMAGE_ARGUMENTS);
        try {
            return KernelCommandLine.parse(Files.readString(image));
        } catch (NoSuchFileException e) {
            return runningArguments();
        } catch (IOException e) {
            throw new DocumentException("can't read " + IMAGE_ARGUMENTS + ": " + IoReason.of(e));
        }
    }

    private KernelCommandLine runningArguments() throws DocumentException {
        try {
            return KernelCommandLine.parse(Files.readString(root.path(RUNNING_ARGUMENTS)))
                    .withoutTrial(BootEnvironment.TRIAL_ARGUMENT)
                    .withoutReserved();
        } catch (IOException e) {
            throw new DocumentException("can't read " + RUNNING_ARGUMENTS + ": " + IoReason.of(e));
        }
    }
}
