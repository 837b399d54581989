import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Cuts symbol tables for debuggers off shared libraries, in place: everything behind the last segment that is loaded, and the
 * table of sections, which only linkers and debuggers read. ELF-64, System V gABI, chapter 4 and 5.
 */
final class TrimLibraries {

    private static final int PT_LOAD = 1;

    public static void main(String[] files) throws IOException {
        for (String file : files) {
            trim(Path.of(file));
        }
    }

    private static void trim(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer elf = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(elf, 0);
            if (elf.getInt(0) != 0x464C457F || elf.get(4) != 2 || elf.get(5) != 1) {
                throw new IOException(file + " is no little-endian ELF-64 file");
            }
            long headers = elf.getLong(0x20);
            int size = elf.getShort(0x36);
            int count = elf.getShort(0x38);
            long end = headers + (long) size * count;
            ByteBuffer table = ByteBuffer.allocate(size * count).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(table, headers);
            for (int at = 0; at < size * count; at += size) {
                long segmentEnd = table.getLong(at + 0x08) + table.getLong(at + 0x20);
                if (table.getInt(at) == PT_LOAD && segmentEnd > end) {
                    end = segmentEnd;
                }
            }
            elf.putLong(0x28, 0).putShort(0x3C, (short) 0).putShort(0x3E, (short) 0);
            channel.write(elf.rewind(), 0);
            channel.truncate(end);
        }
    }
}
