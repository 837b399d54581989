package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.process.BackgroundTask;

/**
 * A base out of the cache that is probably the right one. While it is already used, the repositories are asked, and the
 * archive is checked. What is made of it counts only if it {@linkplain #isConfirmed() is confirmed}.
 */
public final class ExpectedBase implements AutoCloseable {

    private final Path archive;
    private final WorkDirectory work;
    private final BaseBuilder builder;
    private final BackgroundTask<Answer> answer;

    /** What the repositories say, and the base that this means if that is in the cache. */
    private record Answer(BaseBuilder.LookUp lookUp, Optional<Base> base) {}

    ExpectedBase(Path archive, BaseSpec request, WorkDirectory work, BaseBuilder builder) {
        this.archive = archive;
        this.work = work;
        this.builder = builder;
        this.answer = BackgroundTask.start("confirmation", () -> {
            BaseBuilder.LookUp lookUp = builder.lookUp(request, work.path());
            return new Answer(lookUp, builder.find(lookUp));
        });
    }

    /** The archive to begin with. What it holds is not known yet. */
    public Path archive() {
        return archive;
    }

    /**
     * Waits for the repositories. Whether this is the base that the request comes to, and whole.
     *
     * @throws org.kubeos.kbimg.KbimgException as {@link BaseBuilder#build}
     */
    public boolean isConfirmed() throws IOException {
        return answer.result().base().map(Base::archive).equals(Optional.of(archive));
    }

    /**
     * Waits for the repositories, and returns the packages that the request comes to.
     *
     * @throws org.kubeos.kbimg.KbimgException as {@link BaseBuilder#build}
     */
    public List<PackageDescription> packages() throws IOException {
        return answer.result().lookUp().transaction().packages();
    }

    /**
     * The base that the request comes to, made if it is not in the cache.
     *
     * @throws org.kubeos.kbimg.KbimgException as {@link BaseBuilder#build}
     */
    public Base actual() throws IOException {
        return builder.make(answer.result().lookUp());
    }

    /** Ends the look-up if it is still going on, and removes what it has needed. */
    @Override
    public void close() throws IOException {
        answer.close();
        work.close();
    }
}
