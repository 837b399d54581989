package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.kubeos.oci.BulkInputStream;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.OciException;

/** An image in several places. Where one fails for good, the next one is asked, and from then on that one. */
final class Mirrors implements ImageStore {

    private final List<ImageStore> stores;
    private final AtomicInteger current = new AtomicInteger();

    /** @param stores the preferred one first */
    Mirrors(List<ImageStore> stores) {
        this.stores = List.copyOf(stores);
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(ImageStore store) throws IOException;
    }

    /** @param store number of the store that has given it */
    private record Answer<T>(T value, int store) {}

    @Override
    public Descriptor resolve() throws IOException {
        return ask(ImageStore::resolve).value();
    }

    @Override
    public Optional<Descriptor> find(String tag) throws IOException {
        return ask(store -> store.find(tag)).value();
    }

    @Override
    public InputStream open(Descriptor descriptor, long offset) throws IOException {
        return new Failover(descriptor, offset, descriptor.size(), ask(store -> store.open(descriptor, offset)));
    }

    @Override
    public Optional<InputStream> openRange(Descriptor descriptor, long offset, long length) throws IOException {
        Answer<Optional<InputStream>> opened = ask(store -> store.openRange(descriptor, offset, length));
        return opened.value()
                .map(in -> new Failover(descriptor, offset, offset + length, new Answer<>(in, opened.store())));
    }

    private <T> Answer<T> ask(Question<T> question) throws IOException {
        while (true) {
            int which = current.get();
            try {
                return new Answer<>(question.ask(stores.get(which)), which);
            } catch (OciException e) {
                giveUp(which, e);
            }
        }
    }

    /** Turns to the next store, unless another thread has done so. */
    private void giveUp(int which, OciException failure) {
        if (which + 1 >= stores.size()) {
            throw failure;
        }
        current.compareAndSet(which, which + 1);
    }

    /** Content whose rest comes from the next store when one fails. */
    private final class Failover extends BulkInputStream {

        private final Descriptor descriptor;
        private final long end;
        private long position;
        private Answer<InputStream> in;

        Failover(Descriptor descriptor, long position, long end, Answer<InputStream> in) {
            this.descriptor = descriptor;
            this.position = position;
            this.end = end;
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            while (true) {
                try {
                    int count = in.value().read(buffer, offset, length);
                    position += Math.max(count, 0);
                    return count;
                } catch (OciException e) {
                    giveUp(in.store(), e);
                    in.value().close();
                    in = reopen();
                }
            }
        }

        private Answer<InputStream> reopen() throws IOException {
            if (end == descriptor.size()) {
                return ask(store -> store.open(descriptor, position));
            }
            Answer<Optional<InputStream>> rest = ask(store -> store.openRange(descriptor, position, end - position));
            return new Answer<>(
                    rest.value()
                            .orElseThrow(() -> new OciException("Can't fetch the rest of " + descriptor.digest()
                                    + ": the next mirror gives no parts of blobs.")),
                    rest.store());
        }

        @Override
        public void close() throws IOException {
            in.value().close();
        }
    }
}
