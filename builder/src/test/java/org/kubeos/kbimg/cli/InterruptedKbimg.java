package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.qemu.MachineOptions;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Tool;

/** A main program whose command is interrupted while it runs. */
final class InterruptedKbimg {

    private InterruptedKbimg() {}

    public static void main(String[] args) {
        Kbimg.runAndExit(
                new FakeBuildService() {
                    @Override
                    public void boot(Path image, MachineOptions options, Progress progress) {
                        try {
                            Thread.ofVirtual().start(() -> Tool.run("sh", "-c", "kill -INT $PPID"));
                            boolean _ = new CountDownLatch(1).await(30, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            System.err.println("cleaned up");
                            throw new BuildException("stopped", e);
                        }
                    }
                },
                "boot",
                "x");
    }
}
