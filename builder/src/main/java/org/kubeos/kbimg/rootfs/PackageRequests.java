package org.kubeos.kbimg.rootfs;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.config.Source.Repositories;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * What a config asks repositories for.
 *
 * @param names of packages, sorted
 */
record PackageRequests(List<String> names, Repositories source) {

    /** All that builds of a config may request, by what the packages are for. */
    static Map<LockedPart.Name, PackageRequests> of(ImageConfig config) {
        var all = new EnumMap<LockedPart.Name, PackageRequests>(LockedPart.Name.class);
        if (config.source() instanceof Repositories source) {
            all.put(
                    LockedPart.Name.NODE,
                    new PackageRequests(new BaseSpec(config, source, BaseKind.NODE).packages(), source));
            all.put(
                    LockedPart.Name.ADMIN,
                    new PackageRequests(new BaseSpec(config, source, BaseKind.ADMIN).packages(), source));
        }
        config.pxe()
                .ifPresent(pxe -> all.put(
                        LockedPart.Name.INSTALLER,
                        new PackageRequests(
                                InstallerBuilder.packages(config, pxe), InstallerBuilder.repositories(config, pxe))));
        return all;
    }

    /** The repositories in words, without passwords and paths of this machine. */
    List<String> sources() {
        return switch (source) {
            case Source.HostRepositories _ -> List.of("host");
            case Source.RepositoryFile(Path file, var _) -> List.of("file " + file.getFileName());
            case Source.RepositoryList(List<Source.Repository> list) ->
                list.stream()
                        .map(repository -> String.join(
                                " ",
                                Stream.of(
                                                Stream.of(PackageDescription.withoutUser(repository.url())),
                                                repository.suite().stream(),
                                                repository.components().stream())
                                        .flatMap(words -> words)
                                        .toList()))
                        .toList();
        };
    }

    /** What a lock says of the data that the names come from. */
    static String profile(ImageConfig config) {
        return Fingerprint.of(DistributionProfile.of(config.distribution()).toString());
    }
}
