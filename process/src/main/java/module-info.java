/** Programs that run as processes, locks, background tasks, and directories for work in progress. */
module org.kubeos.process {
    requires static transitive org.jspecify;

    exports org.kubeos.process;
}
