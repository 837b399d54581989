package org.kubeos.agent.settings;

import java.io.IOException;
import java.util.Optional;
import org.kubeos.agent.settings.resource.Resource;
import org.kubeos.agent.settings.resource.Storage;

/** Storage that fails at one of its writes, or from there on. */
final class FaultyStorage implements Storage {

    /** What happens at the write that fails. */
    enum Fault {
        /** It fails, and later ones don't. */
        ERROR,
        /** It fails after it was made, and later ones don't. */
        LATE_ERROR,
        /** It fails, as do all later ones. */
        DEAD_DISK,
        /** Everything ends before it is made. */
        CUT,
        /** Everything ends after it was made. */
        LATE_CUT
    }

    /** The end of the program, which nothing in it can handle. */
    static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Storage storage;
    private final Fault fault;
    private final int faultyWrite;
    private int writes;

    /** @param faultyWrite counts from 0 */
    FaultyStorage(Storage storage, Fault fault, int faultyWrite) {
        this.storage = storage;
        this.fault = fault;
        this.faultyWrite = faultyWrite;
    }

    boolean hasFailed() {
        return writes > faultyWrite;
    }

    @Override
    public Optional<String> read(Resource resource) throws IOException {
        return storage.read(resource);
    }

    @Override
    public void write(Resource resource, Optional<String> content) throws IOException {
        int write = writes++;
        boolean faulty = write == faultyWrite || fault == Fault.DEAD_DISK && write > faultyWrite;
        if (faulty && fault == Fault.CUT) {
            throw new PowerCut();
        }
        if (faulty && (fault == Fault.ERROR || fault == Fault.DEAD_DISK)) {
            throw new IOException("No space left on device");
        }
        storage.write(resource, content);
        if (faulty && fault == Fault.LATE_CUT) {
            throw new PowerCut();
        }
        if (faulty) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public void clean(Resource resource) throws IOException {
        storage.clean(resource);
    }
}
