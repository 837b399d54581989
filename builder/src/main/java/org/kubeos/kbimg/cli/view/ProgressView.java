package org.kubeos.kbimg.cli.view;

import org.kubeos.process.Progress;

/** Shows a build's progress to a person. Closed without {@link #succeeded()}, it shows that the last step failed. */
public sealed interface ProgressView extends Progress, AutoCloseable permits LiveView, PlainView, QuietView {

    /** The last step is done too. */
    void succeeded();

    @Override
    void close();
}
