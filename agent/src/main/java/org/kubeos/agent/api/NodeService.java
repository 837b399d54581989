package org.kubeos.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.kubeos.agent.event.Events;

/**
 * What the methods of the API do with the node. Results are JSON as {@code docs/agent-api.md} describes it. Those that change
 * something are called one at a time.
 *
 * <p>All throw {@link org.kubeos.agent.RefusedException} if a rule forbids what is asked, and
 * {@link org.kubeos.agent.AgentException} or {@link IOException} if it can't be done.
 */
public interface NodeService {

    /** The slots, the trial, and what failed last. */
    ObjectNode status() throws IOException;

    /** Writes an image into the other slot and verifies it. */
    ObjectNode prepare(UpgradeOrder order, Events events) throws IOException;

    /** Has the slot that was prepared last boot next, on trial. */
    ObjectNode arm(Events events) throws IOException;

    /** Has the other slot boot next, if it holds a whole, verified system. */
    ObjectNode rollback(Events events) throws IOException;

    /** Ends the trial: the running slot stays. */
    ObjectNode confirm(Events events) throws IOException;

    /** Ends the trial: the confirmed slot boots next. The result has {@code needReboot}. */
    ObjectNode reject(String why, Events events) throws IOException;

    /** Lets a version that failed be tried again. */
    ObjectNode retry(Events events) throws IOException;

    /** Earlier upgrades and how they ended, the latest first. */
    ObjectNode history() throws IOException;

    /**
     * Local files that hide files of the image.
     *
     * @param paths of files or directories; none for all
     * @param diff whether contents are compared line by line
     * @param secrets whether that includes files that not everybody can read
     * @param all whether files that equal the image's are listed, too
     */
    ObjectNode shadowed(List<String> paths, boolean diff, boolean secrets, boolean all) throws IOException;

    /**
     * Has the next boot move local files aside that hide files of the image.
     *
     * @param paths of files or directories
     * @param whole whether directories are moved with everything in them
     */
    ObjectNode reset(List<String> paths, boolean whole, Events events) throws IOException;

    /**
     * Keeps the next boot from that.
     *
     * @param paths of files, or of directories with everything in them
     */
    ObjectNode cancelReset(List<String> paths) throws IOException;

    /**
     * Applies configuration models, all or none.
     *
     * @param configs an array of models
     * @param restart whether daemons that must be restarted are
     */
    ObjectNode configure(JsonNode configs, boolean restart, Events events) throws IOException;

    /** What differs from what was configured. */
    ObjectNode drift() throws IOException;

    /** Puts what differs right. */
    ObjectNode repair(boolean restart, Events events) throws IOException;

    /** Takes the last configuration back. */
    ObjectNode undo(boolean restart, Events events) throws IOException;

    /** Asks the system to reboot. */
    void reboot() throws IOException;
}
