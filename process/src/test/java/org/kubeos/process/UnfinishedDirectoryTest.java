package org.kubeos.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

class UnfinishedDirectoryTest {

    private static final int TURNS = 300;

    @TempDir
    private Path temp;

    @Test
    void isOneProcessAtATime() throws Exception {
        Path output = temp.resolve("out");
        try (var _ = UnfinishedDirectory.open(ClaimingProcess.APPLICATION, output, "")) {
            Tool.Result second = claimInAnotherProcess(output, 1);
            assertThat(second.text()).contains("another tester is writing to " + output);
            assertThat(second.exitCode()).isEqualTo(1);
            // That the other one has looked at the lock file changes nothing.
            assertThat(claimInAnotherProcess(output, 1).exitCode()).isEqualTo(1);
        }
        assertThat(output).doesNotExist();
        claimInAnotherProcess(output, 1).expectSuccess();
    }

    @Test
    void isOneHolderAtATimeInAProcessWhateverThePath() throws Exception {
        Path output = Files.createDirectory(temp.resolve("out"));
        Path alias = Files.createSymbolicLink(temp.resolve("alias"), output);
        try (var _ = UnfinishedDirectory.open(ClaimingProcess.APPLICATION, output, "")) {
            assertThatThrownBy(() -> UnfinishedDirectory.open(ClaimingProcess.APPLICATION, alias, ""))
                    .isInstanceOf(DirectoryBusyException.class)
                    .hasMessageContaining("another tester is writing to " + alias);
            assertThat(claimInAnotherProcess(output, 1).exitCode()).isEqualTo(1);
        }
    }

    /** Each of two processes removes the lock file and its directory when it is done, while the other one wants them. */
    @Test
    void passesFromOneProcessToAnother() throws Exception {
        Path output = temp.resolve("out");
        Process other = new ProcessBuilder(ClaimingProcess.command(output, TURNS))
                .redirectErrorStream(true)
                .start();
        try {
            ClaimingProcess.takeTurns(output, TURNS);
            String printed = new String(other.getInputStream().readAllBytes());
            assertThat(other.waitFor()).as(printed).isZero();
        } finally {
            other.destroyForcibly();
        }
        assertThat(output.resolve(".tester-unfinished")).doesNotExist();
    }

    private static Tool.Result claimInAnotherProcess(Path directory, int turns) throws IOException {
        return Tool.run(ClaimingProcess.command(directory, turns), new byte[0]);
    }
}
