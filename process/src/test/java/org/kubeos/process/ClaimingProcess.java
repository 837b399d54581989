package org.kubeos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that claims a directory for unfinished files: its path, and how many times in a row. */
final class ClaimingProcess {

    static final ApplicationName APPLICATION = new ApplicationName("tester");

    private ClaimingProcess() {}

    static List<String> command(Path directory, int turns) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ClaimingProcess.class.getName(),
                directory.toString(),
                String.valueOf(turns));
    }

    public static void main(String[] arguments) throws IOException {
        int turns = Integer.parseInt(arguments[1]);
        if (turns > 1) {
            takeTurns(Path.of(arguments[0]), turns);
        } else {
            try {
                claim(Path.of(arguments[0]));
            } catch (DirectoryBusyException e) {
                System.out.println(e.getMessage());
                System.exit(1);
            }
        }
    }

    /** Claims the directory so many times, and asks again as long as another process has it. */
    static void takeTurns(Path directory, int turns) throws IOException {
        for (int turn = 0; turn < turns; ) {
            try {
                claim(directory);
                turn++;
            } catch (DirectoryBusyException e) {
                if (e.getCause() != null) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static void claim(Path directory) throws IOException {
        try (var unfinished = UnfinishedDirectory.open(APPLICATION, directory, "")) {
            // Fails if somebody else is in here.
            Files.createFile(unfinished.path().resolve("claimed"));
        }
    }
}
