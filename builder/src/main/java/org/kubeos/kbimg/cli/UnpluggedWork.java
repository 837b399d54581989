package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.host.Progress;

/** Stands where the rest of kbimg will be. */
class UnpluggedWork implements Work {

    @Override
    public List<String> distributions() {
        return List.of("debian");
    }

    @Override
    public List<Path> createVmImage(ImageConfig config, DiskFormat format, Path output, Progress progress) {
        throw absent();
    }

    @Override
    public void boot(Path image) {
        throw absent();
    }

    @Override
    public ImageDescription inspect(Path image) {
        throw absent();
    }

    @Override
    public List<HostNeed> checkHost() {
        throw absent();
    }

    @Override
    public void installOnHost(List<String> packages, Progress progress) {
        throw absent();
    }

    @Override
    public List<CachedBase> cachedBases() {
        throw absent();
    }

    @Override
    public DataSize clearCache() {
        throw absent();
    }

    private static BuildException absent() {
        return new BuildException("This kbimg was built without that part.");
    }
}
