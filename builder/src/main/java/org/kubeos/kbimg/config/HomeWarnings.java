package org.kubeos.kbimg.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.PartitionConfig.Role;
import org.kubeos.kbimg.config.node.NodeScalarTypes;
import org.kubeos.kbimg.config.node.User;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Problems;

/**
 * Warnings about accounts that can't write to their home directories. Root has none: it logs in all the same, and its home
 * is seldom written to.
 */
final class HomeWarnings {

    private static final String HOMES = "/home";

    private HomeWarnings() {}

    /** @param tree what {@code config} was read from */
    static void add(ImageConfig config, Mapping tree, Problems warnings) {
        List<User> users = config.node().users();
        for (int i = 0; i < users.size(); i++) {
            User user = users.get(i);
            Optional<String> home = home(user, config.source());
            if (user.isForPeople() && home.isPresent() && isReadOnly(home.get(), config)) {
                Node place = WrittenValues.item(tree, i, "users");
                String mount = home.get().startsWith(HOMES + "/") ? HOMES : home.get();
                warnings.add(
                        WrittenValues.find(place, "home")
                                .orElseGet(() -> WrittenValues.in(place, "name"))
                                .span(),
                        "users.home",
                        home.get() + " is read-only: it lies on the root; add " + mount
                                + " to persist.union or persist.writable");
            }
        }
    }

    /** Empty if the root file system may already have the account, with a home that the config doesn't tell. */
    private static Optional<String> home(User user, Source source) {
        return user.home().or(() -> source.isMadeBefore() ? Optional.empty() : Optional.of(HOMES + "/" + user.name()));
    }

    private static boolean isReadOnly(String home, ImageConfig config) {
        Persist persist = config.persist();
        Stream<String> partitions = config.disk().partitions().stream()
                .filter(partition -> partition.role() == Role.DATA)
                .flatMap(partition -> partition.mount().stream())
                .map(mount -> "/" + mount);
        return NodeScalarTypes.whyHidden(home).isEmpty()
                && Stream.of(persist.union().stream(), persist.writable().stream(), partitions, Stream.of(Persist.ROOT))
                        .flatMap(paths -> paths)
                        .noneMatch(path -> home.equals(path) || home.startsWith(path + "/"));
    }
}
