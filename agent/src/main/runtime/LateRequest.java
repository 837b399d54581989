import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Asks the agent for its status, but only once the agent waits for the request: then it has loaded what waiting takes, and not
 * only if the machine happens to be slow.
 *
 * <p>Usage: LateRequest SOCKET PROCESS, where the process is the agent that listens there.
 */
final class LateRequest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final String REQUEST = """
            {"jsonrpc":"2.0","method":"kubeos.status","params":{},"id":1}
            """;

    public static void main(String[] args) throws IOException, InterruptedException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(args[0]));
            Path threads = Path.of("/proc", args[1], "task");
            Instant end = Instant.now().plus(DEADLINE);
            while (!isWaiting(threads)) {
                if (Instant.now().isAfter(end)) {
                    throw new IOException("the agent doesn't wait for the request");
                }
                Thread.sleep(10);
            }
            channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(1 << 16);
            channel.read(answer);
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
            if (!text.contains("\"running\":\"A\"")) {
                throw new IOException("the agent answers: " + text);
            }
        }
    }

    /** The first virtual thread that waits for input starts this thread, which waits for all of them. */
    private static boolean isWaiting(Path threads) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) {
                if (Files.readString(thread.resolve("comm")).strip().endsWith("Poller")) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
