package org.kubeos.kbimg.config.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.kubeos.kbimg.config.yaml.Node;
import org.kubeos.kbimg.config.yaml.Node.Sequence;
import org.kubeos.kbimg.config.yaml.YamlText;

/** Accounts of upstream's configs. */
final class Users {

    private Users() {}

    /**
     * The accounts as YAML of this project in one line.
     *
     * @param hash makes the hash of an account's name and what upstream has as its password
     */
    static String toYaml(Sequence users, BinaryOperator<String> hash) {
        return users.items().stream()
                .map(user -> toYaml(new UpstreamTree(user), hash))
                .collect(Collectors.joining(", ", "users: [", "]"));
    }

    private static String toYaml(UpstreamTree user, BinaryOperator<String> hash) {
        String name = user.text("name").orElse("");
        List<String> fields = new ArrayList<>();
        fields.add("name: " + YamlText.quote(name));
        user.text("passwd").ifPresent(passwd -> fields.add("password: " + YamlText.quote(hash.apply(name, passwd))));
        List<String> groups = new ArrayList<>();
        user.text("primary_group").ifPresent(groups::add);
        Optional<Node> more = user.find("groups");
        if (more.orElse(null) instanceof Sequence list) {
            list.items().forEach(group -> groups.add(UpstreamTree.text(group)));
        }
        fields.add(groups.stream().map(YamlText::quote).collect(Collectors.joining(", ", "groups: [", "]")));
        return "{" + String.join(", ", fields) + "}";
    }
}
