package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.SlotStorage;
import org.kubeos.oci.Digest;

/** A system that can be written to a slot. */
interface SlotContent {

    /** What content is written with. */
    interface Target {

        /** The slot to be written. */
        SlotStorage slot();

        /** The slot that runs, if it can be read. */
        Optional<SlotStorage> running();

        Throttle throttle();

        Events events();

        SlotWriter.Inspection inspection();

        /**
         * Sees the OS version as soon as the content tells it.
         *
         * @throws org.kubeos.agent.AgentException if this node may not have it
         */
        void require(String version);

        /** To be called before the first byte of the slot changes. */
        void beginWriting() throws IOException;
    }

    /**
     * What was written.
     *
     * @param digest of the slot's first {@code size} bytes
     * @param size in bytes
     */
    record Written(Digest digest, long size, Transfer transfer) {}

    /** Of the OS; empty if that shows only in the content. */
    Optional<String> version();

    /** In bytes; empty if that shows only at its end. */
    OptionalLong size();

    /** What {@link #write} would fetch. Nothing is written. */
    Transfer plan(Target target) throws IOException;

    /**
     * Writes it, and makes sure that the disk holds it.
     *
     * @throws org.kubeos.agent.AgentException if it doesn't fit, isn't what was expected, or the disk holds something else
     * @throws org.kubeos.oci.OciException if it can't be fetched, or is damaged
     */
    Written write(Target target) throws IOException;
}
