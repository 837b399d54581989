package org.kubeos.kbimg.artifact.diff;

/** What happened to something that isn't the same on both sides. */
public enum ChangeKind {
    ADDED,
    REMOVED,
    CHANGED
}
