package org.kubeos.kbimg.config.node;

import java.util.List;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ParsedMapping;

/** The top-level keys for the node itself. */
public final class NodeSchema {

    /** In the order of the reference. */
    public static final List<Key<?>> KEYS = List.of(
            UsersSchema.USERS,
            UsersSchema.GROUPS,
            FilesSchema.FILES,
            ServicesSchema.SERVICES,
            SystemSchema.TIMEZONE,
            SystemSchema.LOCALE,
            SystemSchema.DNS,
            SystemSchema.SYSCTL,
            SystemSchema.KERNEL_MODULES,
            ScriptsSchema.SCRIPTS,
            PreloadedImagesSchema.CONTAINER_IMAGES,
            HealthSchema.HEALTH,
            HealthSchema.UPGRADE);

    private NodeSchema() {}

    /**
     * Reports contradictions.
     *
     * @param trust whether the config names somebody whose signatures count
     */
    public static void check(ParsedMapping values, boolean trust) {
        if (trust) {
            HealthSchema.checkTrust(values);
        }
        UsersSchema.check(values);
        FilesSchema.check(values);
        values.find(ServicesSchema.SERVICES).ifPresent(services -> FilesSchema.checkMasks(values, services.mask()));
        ScriptsSchema.check(values);
    }

    public static NodeConfig config(ParsedMapping values) {
        return new NodeConfig(
                values.get(UsersSchema.USERS),
                values.get(UsersSchema.GROUPS),
                values.get(FilesSchema.FILES),
                values.get(ServicesSchema.SERVICES),
                SystemSchema.settings(values),
                values.get(ScriptsSchema.SCRIPTS),
                values.get(PreloadedImagesSchema.CONTAINER_IMAGES),
                values.get(HealthSchema.HEALTH),
                values.get(HealthSchema.UPGRADE));
    }
}
