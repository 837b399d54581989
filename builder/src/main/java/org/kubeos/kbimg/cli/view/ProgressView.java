package org.kubeos.kbimg.cli.view;

import org.kubeos.process.Progress;

/** Shows a build's progress. If closed without {@link #succeeded()}, it shows that the last step failed. */
public sealed interface ProgressView extends Progress, AutoCloseable permits LiveView, PlainView, QuietView {

    /** Marks the last step as done. */
    void succeeded();

    @Override
    void close();
}
