package org.kubeos.kbimg.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** The command without a subcommand, for the options that all of them share. */
@Command(
        name = "kbimg",
        description = "Makes the images of KubeOS nodes from one YAML file.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        usageHelpWidth = 100,
        footerHeading = "%nExit codes: ",
        footer =
                "0 done; 1 the build failed; 2 wrong usage or config; 3 this machine lacks something; 130 interrupted.")
final class KbimgCommand {

    @Mixin
    final GlobalOptions globals = new GlobalOptions();
}
