package org.kubeos.kbimg.artifact.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kubeos.kbimg.artifact.RootfsStage;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.config.Source.HostRepositories;
import org.kubeos.kbimg.config.Source.RepositoryFile;
import org.kubeos.kbimg.config.Source.RepositoryList;
import org.kubeos.kbimg.distro.DistributionProfile;

/** What {@link RootfsStage} would do. */
final class RootfsPlan {

    static final Output OUTPUT =
            new Output(RootfsArchive.FILE, Optional.empty(), "the root file system as one archive");

    private static final String CUSTOMISE = "Apply what the config declares, and write " + RootfsArchive.FILE;

    private RootfsPlan() {}

    static List<String> steps(ImageConfig config) {
        List<String> steps = new ArrayList<>(base(config));
        steps.add(CUSTOMISE);
        if (!config.node().scripts().isEmpty()) {
            String names = config.node().scripts().stream()
                    .map(script -> script.file().toString())
                    .collect(Collectors.joining(", "));
            steps.add("Run in it, in a sandbox: " + names);
        }
        return steps;
    }

    private static List<String> base(ImageConfig config) {
        return switch (config.source()) {
            case Source.Archive(Path file) -> List.of("Take the archive " + file + ", " + size(file));
            case Source.Image image -> List.of("Fetch /os.tar from the image " + image.location());
            case Source.Repositories repositories -> {
                DistributionProfile profile = DistributionProfile.of(config.distribution());
                int boot = profile.bootPackages(config.architecture(), config.firmware(), config.machine())
                        .size();
                yield List.of(
                        "Ask " + name(repositories) + " for " + boot + " packages that boot " + profile.name() + ", "
                                + config.packages().size() + " of the config, and all that they need",
                        "Take the base of these very packages from the cache; if it is not there, download and install them"
                                + " in a sandbox, and make the initramfs and the boot loader");
            }
        };
    }

    private static String name(Source.Repositories repositories) {
        return switch (repositories) {
            case HostRepositories _ -> "this machine's repositories";
            case RepositoryFile(Path file, var _) -> "the repositories of " + file;
            case RepositoryList(var list) -> {
                String names = String.join(
                        ", ", list.stream().map(Source.Repository::name).toList());
                yield (list.size() == 1 ? "the repository " : "the repositories ") + names;
            }
        };
    }

    private static DataSize size(Path file) {
        return new DataSize(file.toFile().length());
    }
}
