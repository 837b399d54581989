package org.kubeos.kbimg.rootfs.packages;

import java.util.function.Consumer;
import org.kubeos.process.Progress;

/** Counts the lines that tell of one more package, and reports how far that is. */
public final class InstallProgress implements Consumer<String> {

    private final String prefix;
    private final int total;
    private final Progress progress;
    private int count;

    public InstallProgress(String prefix, int total, Progress progress) {
        this.prefix = prefix;
        this.total = total;
        this.progress = progress;
    }

    @Override
    public void accept(String line) {
        if (line.startsWith(prefix) && count < total) {
            count++;
            progress.detail(count + " of " + total + " packages");
        }
    }
}
