package org.kubeos.process;

import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;

/** Reads lines and truncates those that are too long to be meant for people. */
final class BoundedLineReader implements AutoCloseable {

    /** Maximum length of a line, in characters. */
    static final int MAX_LENGTH = 64 << 10;

    private final Reader reader;

    BoundedLineReader(Reader reader) {
        this.reader = reader;
    }

    /** Reads to the end. Lines end as those of {@link java.io.BufferedReader#readLine} do. */
    void forEach(Consumer<String> consumer) throws IOException {
        var line = new StringBuilder();
        var buffer = new char[8192];
        boolean started = false;
        boolean afterCarriageReturn = false;
        int length;
        while ((length = reader.read(buffer)) >= 0) {
            for (int i = 0; i < length; i++) {
                char c = buffer[i];
                if (c == '\n' && afterCarriageReturn) {
                    afterCarriageReturn = false;
                } else if (c == '\n' || c == '\r') {
                    consumer.accept(line.toString());
                    line.setLength(0);
                    started = false;
                    afterCarriageReturn = c == '\r';
                } else {
                    started = true;
                    afterCarriageReturn = false;
                    if (line.length() < MAX_LENGTH) {
                        line.append(c);
                    }
                }
            }
        }
        if (started) {
            consumer.accept(line.toString());
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
