package org.kubeos.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands between an HTTP client and a server, and does to each request what a plan says. */
public final class FaultProxy implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

    /**
     * What a plan decides by.
     *
     * @param head request line and headers
     * @param length of the body in bytes
     */
    public record Request(String method, String path, String head, long length) {}

    private final ServerSocket listener;
    private final int server;
    private final Function<Request, Fault> plan;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private FaultProxy(ServerSocket listener, int server, Function<Request, Fault> plan) {
        this.listener = listener;
        this.server = server;
        this.plan = plan;
    }

    /** @param server port of the server on this machine */
    public static FaultProxy start(int server, Function<Request, Fault> plan) throws IOException {
        var proxy = new FaultProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server, plan);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    /** The server's name for those who go through this proxy. */
    public String host() {
        return "localhost:" + listener.getLocalPort();
    }

    /** All that was asked so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // The proxy was closed.
        }
    }

    /** One request only: the server is told to close the connection after it. */
    private void serve(Socket client) {
        try (client;
                var upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
            sockets.add(upstream);
            Request request = parse(head(client.getInputStream()));
            requests.add(request);
            Fault fault = plan.apply(request);
            try {
                serve(request, fault, client, upstream);
            } catch (Fault.CutException e) {
                client.setSoLinger(true, 0); // The client sees a reset.
            }
        } catch (IOException e) {
            // Either side has gone, which the other one sees.
        }
    }

    private void serve(Request request, Fault fault, Socket client, Socket upstream) throws IOException {
        InputStream fromClient = client.getInputStream();
        if (fault instanceof Fault.Answer answer) {
            fromClient.readNBytes((int) Math.min(answer.after(), request.length()));
            write(client.getOutputStream(), answer.response());
            client.shutdownOutput();
            fromClient.transferTo(OutputStream.nullOutputStream());
            return;
        }
        String head = request.head().replaceFirst("\r\n", "\r\nConnection: close\r\n");
        write(upstream.getOutputStream(), head);
        var body = new Body(fault, Fault.Direction.REQUEST, closed);
        body.copy(fromClient, upstream.getOutputStream(), request.length());
        write(client.getOutputStream(), head(upstream.getInputStream()));
        body = new Body(fault, Fault.Direction.RESPONSE, closed);
        body.copy(upstream.getInputStream(), client.getOutputStream(), Long.MAX_VALUE);
    }

    /** Copies a body, with what a fault does to it on the way. */
    private record Body(Fault fault, Fault.Direction direction, CountDownLatch closed) {

        void copy(InputStream in, OutputStream out, long length) throws IOException {
            var buffer = new byte[8192];
            long done = 0;
            while (done < length) {
                int wanted = (int) Math.min(buffer.length, length - done);
                if (fault.at(direction) > done) {
                    wanted = (int) Math.min(wanted, fault.at(direction) - done);
                }
                int count = in.read(buffer, 0, wanted);
                if (count < 0) {
                    return;
                }
                if (fault.at(direction) == done) {
                    fault.strike(buffer, closed);
                }
                out.write(buffer, 0, count);
                done += count;
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static Request parse(String head) {
        String[] line = head.split("[ \r]", 3);
        Matcher length = LENGTH.matcher(head);
        return new Request(line[0], line[1], head, length.find() ? Long.parseLong(length.group(1)) : 0);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
