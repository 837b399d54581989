package org.kubeos.kbimg.config;

import java.util.List;
import java.util.stream.Collectors;
import org.kubeos.kbimg.UsageException;
import org.kubeos.yamlschema.yaml.Problem;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;

/** A config is invalid. The message lists all its problems. */
public final class ConfigException extends UsageException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ConfigException(String message, List<Problem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** @param file the user's name for the config */
    public static ConfigException of(String file, Problems found, Secrets secrets) {
        List<Problem> shown = found.sorted(secrets);
        String details = shown.stream().map(Problem::describe).collect(Collectors.joining("\n\n"));
        String count = found.count() == 1 ? "1 problem" : found.count() + " problems";
        String limit = found.count() > shown.size() ? ", of which the first " + shown.size() + " are shown" : "";
        return new ConfigException(details + "\n\n" + count + " in " + file + limit, shown);
    }

    /** Sorted by position. */
    public List<Problem> problems() {
        return problems;
    }
}
