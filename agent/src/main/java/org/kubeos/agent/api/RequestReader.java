package org.kubeos.agent.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Finds the end of a request. Clients send neither a length nor a line break: a request ends with the bracket that closes the
 * first one. Brackets in strings don't count.
 */
final class RequestReader {

    private static final int BUFFER = 8 << 10;

    private final int limit;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream();
    private int depth;
    private boolean inString;
    private boolean escaped;

    /** @param limit the most bytes that a request may have */
    RequestReader(int limit) {
        this.limit = limit;
    }

    /**
     * Reads one request. What follows it is ignored.
     *
     * @return its bytes; none if the peer sent nothing
     * @throws RpcException if it is no request, too long, or cut off
     */
    byte[] read(ReadableByteChannel channel) throws IOException, RpcException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (channel.read(buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                if (take(buffer.get())) {
                    return request.toByteArray();
                }
            }
        }
        if (request.size() > 0) {
            throw new RpcException(
                    Reason.PARSE_ERROR, "Parse error: the request is cut off after " + request.size() + " bytes.");
        }
        return new byte[0];
    }

    /** Whether the request ends with this byte. */
    private boolean take(byte next) throws RpcException {
        if (request.size() == 0 && isBlank(next)) {
            return false;
        }
        if (request.size() == 0 && next != '{' && next != '[') {
            throw new RpcException(
                    Reason.PARSE_ERROR, "Parse error: expected a JSON-RPC request, which begins with {.");
        }
        if (request.size() == limit) {
            throw new RpcException(Reason.TOO_LARGE, "The request is too large: at most " + limit + " bytes are read.");
        }
        request.write(next);
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (next == '\\') {
                escaped = true;
            } else if (next == '"') {
                inString = false;
            }
            return false;
        }
        switch (next) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> depth--;
            default -> {}
        }
        return depth == 0;
    }

    private static boolean isBlank(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }
}
