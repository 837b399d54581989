package org.kubeos.kbimg.config.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kubeos.kbimg.config.yaml.Node;
import org.kubeos.kbimg.config.yaml.Node.Sequence;

/** Accounts of upstream's configs. */
final class Users {

    private Users() {}

    /**
     * The accounts as YAML in one line.
     *
     * @param context what else the salts of new hashes are made of
     */
    static String inThisProjectsWords(Sequence users, List<String> context) {
        return users.items().stream()
                .map(user -> inThisProjectsWords(user, context))
                .collect(Collectors.joining(", ", "users: [", "]"));
    }

    private static String inThisProjectsWords(Node user, List<String> context) {
        String name = text(user, "name");
        String password = text(user, "passwd");
        boolean hash = password.startsWith("$");
        var salted = new ArrayList<>(context);
        salted.add(name);
        List<String> groups = new ArrayList<>();
        Translator.child(user, "primary_group").map(Translator::text).ifPresent(groups::add);
        if (Translator.child(user, "groups").orElse(null) instanceof Sequence more) {
            more.items().forEach(group -> groups.add(Translator.text(group)));
        }
        return "{name: " + YamlText.quote(name)
                + ", password: " + YamlText.quote(hash ? password : PasswordHash.of(password, salted))
                + groups.stream().map(YamlText::quote).collect(Collectors.joining(", ", ", groups: [", "]}"));
    }

    private static String text(Node user, String key) {
        return Translator.child(user, key).map(Translator::text).orElse("");
    }
}
