package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.artifact.BuildContext;
import org.kubeos.kbimg.artifact.DiskFormat;
import org.kubeos.kbimg.artifact.VmImage;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.host.CacheDirectory;
import org.kubeos.kbimg.host.Progress;

/** The real work: hands each request to the part of kbimg that it belongs to. */
final class BuilderWork implements Work {

    @Override
    public List<String> distributions() {
        return List.of("debian");
    }

    @Override
    public List<Path> createVmImage(ImageConfig config, DiskFormat format, Path output, Progress progress)
            throws IOException {
        return new VmImage(config, format, context(progress)).build(output);
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

    private static BuildContext context(Progress progress) {
        BuildInfo tool = BuildInfo.load();
        String sourceDateEpoch = System.getenv().getOrDefault("SOURCE_DATE_EPOCH", "");
        return new BuildContext(tool, tool.sourceDate(sourceDateEpoch), CacheDirectory.locate(), progress);
    }

    private static BuildException absent() {
        return new BuildException("This kbimg was built without that part.");
    }
}
