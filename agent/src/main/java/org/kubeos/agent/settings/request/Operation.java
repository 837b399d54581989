package org.kubeos.agent.settings.request;

/** What becomes of a key. */
public enum Operation {
    /** The key gets the value, whether it is there or not. The API's words for it are {@code add} and {@code update}. */
    SET,
    /** The key goes away. A value that is given must be the present one, or nothing changes. */
    DELETE
}
