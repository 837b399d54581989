/** YAML with positions, and keys that are at once reader, reference page and JSON Schema. */
module org.kubeos.yamlschema {
    requires static transitive org.jspecify;
    requires org.snakeyaml.engine;

    exports org.kubeos.yamlschema;
    exports org.kubeos.yamlschema.yaml;
}
