package org.kubeos.kbimg.rootfs;

import java.util.ArrayList;
import java.util.List;
import org.kubeos.process.Progress;

/** Keeps the warnings of a build. */
public final class Recorder implements Progress {

    private final List<String> warnings = new ArrayList<>();

    public List<String> warnings() {
        return warnings;
    }

    @Override
    public void step(String title) {}

    @Override
    public void detail(String text) {}

    @Override
    public void warning(String text) {
        warnings.add(text);
    }

    @Override
    public void command(List<String> command) {}

    @Override
    public void output(String line) {}
}
