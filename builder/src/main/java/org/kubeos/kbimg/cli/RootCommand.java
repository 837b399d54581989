package org.kubeos.kbimg.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** The command without a subcommand, for the options that all of them share. */
@Command(
        name = "kbimg",
        description = "Builds images for KubeOS nodes from a single YAML file.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        usageHelpWidth = 100,
        footerHeading = "%nExit codes: ",
        footer = "0 success; 1 build failure; 2 usage or config error; 3 missing prerequisite on this machine;"
                + " 130 interrupted.")
final class RootCommand {

    @Mixin
    final GlobalOptions globals = new GlobalOptions();
}
