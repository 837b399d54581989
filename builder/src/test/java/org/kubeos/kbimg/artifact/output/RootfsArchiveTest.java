package org.kubeos.kbimg.artifact.output;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;

class RootfsArchiveTest {

    @TempDir
    Path temp;

    @Test
    void whatCannotBeReadIsCalledByTheNameThatItsUserKnows() throws IOException {
        Path file = Files.writeString(temp.resolve("fetched.tar"), "no archive ".repeat(100));

        assertThatThrownBy(() -> RootfsArchive.open(file, "/os.tar of oci:images:v1", Optional.empty()))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("can't read the rootfs archive /os.tar of oci:images:v1: ")
                .hasMessageNotContaining(temp.toString());
    }
}
