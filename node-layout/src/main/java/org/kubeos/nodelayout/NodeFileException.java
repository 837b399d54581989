package org.kubeos.nodelayout;

/** A file of a node that breaks its format's rules. */
public final class NodeFileException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem what is wrong and where, for a person
     */
    public NodeFileException(String problem) {
        super(problem);
    }
}
