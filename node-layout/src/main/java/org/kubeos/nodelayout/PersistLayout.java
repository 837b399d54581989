package org.kubeos.nodelayout;

/**
 * The directories on PERSIST.
 *
 * <pre>
 * union/PATH/upper     changes to the union path /PATH: the upper layer of its overlay
 * union/PATH/work      the overlay's work directory
 * writable/PATH        content of the writable path /PATH
 * kubeos/agent         state of the agent
 * kubeos/reset/TIME    local files that were reset, at their paths on the node
 * </pre>
 *
 * <p>Union paths may be nested, so no union path may have a component named {@code upper} or {@code work} right below an outer
 * one.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
public final class PersistLayout {

    /** Where PERSIST is mounted in the running system. */
    public static final String MOUNT_POINT = "persist";

    /** Directory of the layers of all union paths. Only root may enter it. */
    public static final String UNION = "union";

    /** Directory of the contents of all writable paths. Only root may enter it. */
    public static final String WRITABLE = "writable";

    /** Name of the upper layer in the directory of a union path. */
    public static final String UPPER = "upper";

    /** Name of the work directory in the directory of a union path. */
    public static final String WORK = "work";

    /** Options that everything on PERSIST is mounted with unless {@link PersistConf} says otherwise. */
    public static final String DEFAULT_OPTIONS = "nosuid,nodev";

    /** Directory of the agent's state. Only root may enter it. */
    public static final String AGENT = "kubeos/agent";

    /** Directory, in that of the agent, with the settings that it has applied. */
    public static final String AGENT_SETTINGS = "settings";

    /** Name of the file in the agent's directory that says what the slots hold. */
    public static final String AGENT_STATE = "state.json";

    /** Name of the file in the agent's directory that says what is on trial, and which versions have failed. */
    public static final String AGENT_TRIALS = "trials.json";

    /** Name of the file in the agent's directory with the versions that were tried: a JSON object in each line. */
    public static final String AGENT_HISTORY = "history.jsonl";

    /** The {@link ResetList}. */
    public static final String RESET_LIST = AGENT + "/reset.list";

    /** Directory of the local files that were reset. Only root may enter it. */
    public static final String RESET = "kubeos/reset";

    private PersistLayout() {}

    /**
     * The upper layer of a union path.
     *
     * @param path the union path, absolute
     * @return path on PERSIST
     */
    public static String upperOf(String path) {
        return UNION + path + "/" + UPPER;
    }
}
