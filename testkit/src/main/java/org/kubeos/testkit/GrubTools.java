package org.kubeos.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** GRUB's own readers of the files that steer it. */
public final class GrubTools {

    private GrubTools() {}

    /** Fails unless GRUB's parser takes {@code script}. */
    public static void checkScript(String script) {
        Tool.run(List.of("grub-script-check"), script.getBytes(StandardCharsets.UTF_8))
                .expectSuccess();
    }

    /** The variables of an environment block, as {@code name=value} lines in the block's order. */
    public static List<String> environment(byte[] block) throws IOException {
        Path file = Files.createTempFile("grubenv", "");
        try {
            Files.write(file, block);
            return Tool.run("grub-editenv", file.toString(), "list")
                    .expectSuccess()
                    .lines();
        } finally {
            Files.delete(file);
        }
    }
}
