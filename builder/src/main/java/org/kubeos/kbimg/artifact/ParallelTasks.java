package org.kubeos.kbimg.artifact;

import java.io.IOException;
import org.kubeos.process.BackgroundTask;

/** Work that is done at the same time. */
final class ParallelTasks {

    private ParallelTasks() {}

    /** A piece of work. */
    interface Task {
        void run() throws IOException;
    }

    /** Does both, the second one in this thread, and returns when both have ended; a failure of either is thrown. */
    static void run(Task first, Task second) throws IOException {
        try (var other = BackgroundTask.start("parallel", () -> {
            first.run();
            return first;
        })) {
            second.run();
            other.result();
        }
    }
}
