import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a class archive that is the same every time. All that differs between two archives of the same classes are the times
 * at which soft references were made, in milliseconds of the machine's clock, and checksums of them in the header, which the
 * JVM reads only if it is told to. So archives are made until two are the same in all else, and what differs between these is cleared. A soft reference without a time is taken for one that nobody has used for long.
 *
 * <p>Usage: DumpClasses ARCHIVE COMMAND…, where the command makes an archive at -XX:SharedArchiveFile.
 */
final class DumpClasses {

    private static final int HEADER = 4096;

    private static final int MAX_DUMPS = 8;

    /** @param start and {@code end} in milliseconds of the clock that the JVM takes times from */
    private record Dump(ByteBuffer content, long start, long end) {

        boolean hasTimeAt(int position) {
            long word = content.getLong(position);
            return word >= start && word <= end;
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path archive = Path.of(args[0]);
        List<String> command = new ArrayList<>(List.of(args).subList(1, args.length));
        command.add(2, "-XX:SharedArchiveFile=" + archive);
        List<Dump> dumps = new ArrayList<>();
        while (dumps.size() < MAX_DUMPS) {
            Dump latest = dump(archive, command);
            for (Dump earlier : dumps) {
                if (isSameButForTimes(earlier, latest)) {
                    clearDifferences(earlier, latest);
                    Files.write(archive, earlier.content().array());
                    return;
                }
            }
            dumps.add(latest);
        }
        throw new IOException("no two of " + MAX_DUMPS + " archives of the same classes are the same");
    }

    private static boolean isSameButForTimes(Dump one, Dump other) {
        if (one.content().limit() != other.content().limit()) {
            return false;
        }
        for (int at = HEADER; at + 8 <= one.content().limit(); at += 8) {
            if (one.content().getLong(at) != other.content().getLong(at)
                    && !(one.hasTimeAt(at) && other.hasTimeAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static void clearDifferences(Dump one, Dump other) {
        ByteBuffer content = one.content();
        for (int at = 0; at + 4 <= content.limit(); at += 4) {
            if (content.getInt(at) != other.content().getInt(at)) {
                // The upper half of a time is 0 in both.
                content.putInt(at, 0);
            }
        }
    }

    private static Dump dump(Path archive, List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime() / 1_000_000;
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed with exit code " + process.exitValue());
        }
        long end = System.nanoTime() / 1_000_000 + 1;
        byte[] bytes = Files.readAllBytes(archive);
        Files.delete(archive);
        return new Dump(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), start, end);
    }
}
