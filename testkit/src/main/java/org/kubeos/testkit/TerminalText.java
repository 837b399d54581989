package org.kubeos.testkit;

/**
 * Reduces what a terminal receives to its text: drops carriage returns and the control sequences (colors, cursor moves,
 * titles) of ECMA-48. Takes the stream in pieces, which may end within a sequence.
 */
final class TerminalText {

    private static final char ESCAPE = 0x1b;
    private static final char BELL = 0x07;

    private enum State {
        TEXT,
        ESCAPE,
        CONTROL_SEQUENCE,
        COMMAND_STRING
    }

    private State state = State.TEXT;

    void append(CharSequence piece, StringBuilder text) {
        piece.chars().forEach(character -> state = next((char) character, text));
    }

    private State next(char character, StringBuilder text) {
        if (character == ESCAPE) {
            return State.ESCAPE;
        }
        return switch (state) {
            case TEXT -> {
                if (character == '\n' || character == '\t' || !Character.isISOControl(character)) {
                    text.append(character);
                }
                yield State.TEXT;
            }
            case ESCAPE ->
                switch (character) {
                    case '[' -> State.CONTROL_SEQUENCE;
                    case ']', 'P', '_', '^' -> State.COMMAND_STRING;
                    default -> isIntermediate(character) ? State.ESCAPE : State.TEXT;
                };
            case CONTROL_SEQUENCE -> isFinal(character) ? State.TEXT : State.CONTROL_SEQUENCE;
            case COMMAND_STRING -> character == BELL ? State.TEXT : State.COMMAND_STRING;
        };
    }

    private static boolean isIntermediate(char character) {
        return character >= ' ' && character <= '/';
    }

    private static boolean isFinal(char character) {
        return character >= '@' && character <= '~';
    }
}
