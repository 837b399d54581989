package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.container.OsTar;
import org.kubeos.kbimg.artifact.container.SourceImages;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.config.Source.HostRepositories;
import org.kubeos.kbimg.config.Source.RepositoryFile;
import org.kubeos.kbimg.config.Source.RepositoryList;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.rootfs.Base;
import org.kubeos.kbimg.rootfs.BaseBuilder;
import org.kubeos.kbimg.rootfs.BaseKind;
import org.kubeos.kbimg.rootfs.ExpectedBase;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.oci.ImageLocation;

/** The archive that a build starts from: packages' base, an archive of the user's, or the one in an upgrade image. */
final class RootfsSource {

    /** Bytes of a rootfs archive that has little more than what boots: known to be needed before anything is installed. */
    private static final long SMALL_ROOTFS = 300L << 20;

    /** What came out of an upgrade image, until it is customized. */
    private static final String FETCHED = "fetched.tar";

    private final ImageConfig config;

    RootfsSource(ImageConfig config) {
        this.config = config;
    }

    /**
     * The archive.
     *
     * @param name what its user knows it by
     * @param origin the upgrade image that it comes from
     * @param temporary whether only this build needs it
     * @param packages those that it was made of
     */
    record Fetched(
            Path file, String name, Optional<Manifest.SourceImage> origin, boolean temporary, Build.Packages packages) {

        static Fetched base(Path file, Build.Packages packages) {
            return new Fetched(file, file.toString(), Optional.empty(), false, packages);
        }
    }

    /** What {@link #fetch} will do, as {@code plan} prints it. */
    List<String> steps() {
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

    Fetched fetch(OutputDirectory output, BuildContext context) throws IOException {
        return switch (config.source()) {
            case Source.Archive archive -> Fetched.base(archive.file(), Build.Packages.UNKNOWN);
            case Source.Image image -> {
                requireOffline(image, context);
                Path archive = output.unfinished(FETCHED);
                Manifest.SourceImage origin = SourceImages.fetch(image, config, archive, context);
                yield new Fetched(
                        archive, OsTar.nameIn(image.location()), Optional.of(origin), true, Build.Packages.UNKNOWN);
            }
            case Source.Repositories repositories -> {
                output.requireSpace(SMALL_ROOTFS);
                Base base = bases(context).build(config, repositories, BaseKind.NODE);
                yield Fetched.base(base.archive(), base::packages);
            }
        };
    }

    /** A bundle means that nothing comes from the network. */
    private static void requireOffline(Source.Image image, BuildContext context) {
        if (context.lock().flatMap(LoadedLock::bundle).isPresent()
                && image.location() instanceof ImageLocation.Registry) {
            throw new UsageException(
                    "--bundle: the bundle has packages only, and source.image is in a registry. Copy the"
                            + " image into a layout, for example with skopeo, and name that.");
        }
    }

    /** The base that is in the cache and probably what {@link #fetch} would come to. */
    Optional<ExpectedBase> expected(BuildContext context) throws IOException {
        return config.source() instanceof Source.Repositories repositories
                ? bases(context).expect(config, repositories, BaseKind.NODE)
                : Optional.empty();
    }

    private static BaseBuilder bases(BuildContext context) {
        return new BaseBuilder(context.cache(), context.sourceDate(), context.progress(), context.lock());
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
