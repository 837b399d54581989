package org.kubeos.kbimg.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.yamlschema.yaml.Problem;

/** Asks for the most common settings, and repeats a question until its answer is valid. */
final class ConfigWizard {

    private record Topic(String key, String question, String usual, UnaryOperator<String> value) {
        private Topic(String key, String question, String usual) {
            this(key, question, usual, answer -> answer);
        }
    }

    private final Prompter questions;
    private final PrintStream out;
    private final Consumer<List<String>> check;
    private final List<String> settings = new ArrayList<>();

    private ConfigWizard(Prompter questions, PrintStream out, Consumer<List<String>> check) {
        this.questions = questions;
        this.out = out;
        this.check = check;
    }

    /**
     * The settings from the answers, each as {@code key=value}.
     *
     * @param check throws a {@link ConfigException} if settings are invalid
     */
    static List<String> with(
            Prompter questions, PrintStream out, List<String> distributions, Consumer<List<String>> check) {
        var interview = new ConfigWizard(questions, out, check);
        String distribution = "Distribution (" + String.join(", ", distributions) + ")";
        interview.ask(new Topic("distribution", distribution, distributions.getFirst()));
        interview.ask(new Topic("version", "OS version that nodes report", "v1"));
        interview.ask(new Topic(
                "source.repository", "Package repositories: host for this machine's, or a repository file", "host"));
        interview.ask(new Topic("packages", "Additional packages, separated by spaces", "", ConfigWizard::list));
        interview.ask(new Topic("hostname", "Host name", ""));
        interview.ask(new Topic("disk.size", "Disk size", "20GiB"));
        interview.askPassword();
        return List.copyOf(interview.settings);
    }

    private void ask(Topic topic) {
        String usual = topic.usual.isEmpty() ? "none" : topic.usual;
        boolean right = false;
        while (!right) {
            String answer = questions
                    .ask(topic.question + " [" + usual + "]:")
                    .orElseThrow(() -> new UsageException("The questions were not answered, so nothing was written."));
            String value = answer.isEmpty() ? topic.usual : answer;
            right = value.isEmpty() || take(topic.key + "=" + topic.value.apply(value));
        }
    }

    private void askPassword() {
        String password = questions.askHidden("Root password, hidden [none]:").orElse("");
        if (!password.isEmpty()) {
            settings.add("root.password=" + Sha2Crypt.sha512Crypt(password.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private boolean take(String setting) {
        var all = new ArrayList<>(settings);
        all.add(setting);
        try {
            check.accept(all);
            settings.add(setting);
            return true;
        } catch (ConfigException e) {
            Problem problem = e.problems().getFirst();
            out.println("  " + problem.message());
            problem.expected().ifPresent(expected -> out.println("  expected: " + expected));
            return false;
        }
    }

    private static String list(String words) {
        return "[" + String.join(", ", words.split("[\\s,]+")) + "]";
    }
}
