package org.kubeos.testkit;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What {@link FaultProxy} does to a request. */
public sealed interface Fault {

    /** Which body suffers. */
    enum Direction {
        REQUEST,
        RESPONSE
    }

    /** What happens to it. */
    enum Blow {
        /** The connection is reset. */
        CUT,
        /** Nothing moves any more. */
        HANG,
        /** It goes on a little later. */
        DELAY,
        /** One bit is another one. */
        DAMAGE
    }

    /** Thrown where the connection is to be cut. */
    final class CutException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    Fault NONE = new InBody(Direction.RESPONSE, Blow.DELAY, Long.MAX_VALUE);

    /**
     * Something happens within a body; nothing, if that is shorter.
     *
     * @param at number of bytes that get through unharmed
     */
    record InBody(Direction direction, Blow blow, long at) implements Fault {}

    /**
     * The proxy answers in the server's place.
     *
     * @param after bytes of the request's body that it reads before
     * @param headers each with CR LF at its end
     */
    record Answer(int status, long after, String headers) implements Fault {
        String response() {
            return "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nConnection: close\r\n" + headers + "\r\n";
        }
    }

    /** Where in a body something happens. */
    default long at(Direction direction) {
        return this instanceof InBody body && body.direction == direction ? body.at : Long.MAX_VALUE;
    }

    /** Does it to bytes of which the first one is where it happens. */
    default void strike(byte[] bytes, CountDownLatch closed) throws IOException {
        if (this instanceof InBody body) {
            switch (body.blow) {
                case CUT -> throw new CutException();
                case HANG -> await(closed, 3600_000);
                case DELAY -> await(closed, 200);
                case DAMAGE -> bytes[0] ^= 1;
            }
        }
    }

    private static void await(CountDownLatch closed, long milliseconds) throws IOException {
        try {
            if (closed.await(milliseconds, TimeUnit.MILLISECONDS)) {
                throw new CutException();
            }
        } catch (InterruptedException e) {
            throw new CutException();
        }
    }
}
