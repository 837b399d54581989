package org.kubeos.agent.settings.document;

/** A text that can't be read or edited. The message begins with a lowercase letter and has no final period. */
public class DocumentException extends Exception {

    private static final long serialVersionUID = 1L;

    public DocumentException(String message) {
        super(message);
    }
}
