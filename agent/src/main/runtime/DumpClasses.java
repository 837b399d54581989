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
 * JVM reads only if it is told to. So two archives are made, and what differs between them and is a time or a checksum is
 * cleared. A soft reference without a time is taken for one that nobody has used for long.
 *
 * <p>Usage: DumpClasses ARCHIVE COMMAND…, where the command makes an archive at -XX:SharedArchiveFile.
 */
final class DumpClasses {

    private static final int HEADER = 4096;

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
        Dump first = dump(archive, command);
        Dump second = dump(archive, command);
        ByteBuffer content = first.content();
        if (second.content().limit() != content.limit()) {
            throw new IOException("two archives of the same classes have " + content.limit() + " and "
                    + second.content().limit() + " bytes");
        }
        for (int at = 0; at + 8 <= content.limit(); at += 8) {
            if (content.getLong(at) != second.content().getLong(at)) {
                clear(first, second, at);
            }
        }
        Files.write(archive, content.array());
    }

    private static void clear(Dump first, Dump second, int at) throws IOException {
        ByteBuffer content = first.content();
        if (first.hasTimeAt(at) && second.hasTimeAt(at)) {
            content.putLong(at, 0);
        } else if (at < HEADER) {
            for (int half = at; half < at + 8; half += 4) {
                if (content.getInt(half) != second.content().getInt(half)) {
                    content.putInt(half, 0);
                }
            }
        } else {
            throw new IOException("two archives of the same classes differ at byte " + at + " in what is no time");
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
