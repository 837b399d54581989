/** os-agent: upgrades and configures the node that it runs on. */
module org.kubeos.agent {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.net.http;
    requires jdk.net;
    requires org.snakeyaml.engine;
    requires org.tomlj;
    requires static transitive org.jspecify;
    requires transitive org.kubeos.diskimage;
    requires transitive org.kubeos.nodelayout;
    requires transitive org.kubeos.oci;
    requires transitive org.kubeos.process;
    requires transitive org.kubeos.slotimage;

    opens org.kubeos.agent.cli to
            info.picocli;
}
