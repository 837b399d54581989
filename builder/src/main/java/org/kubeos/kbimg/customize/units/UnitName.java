package org.kubeos.kbimg.customize.units;

import org.kubeos.kbimg.BuildException;

/**
 * A unit's full name: {@code ssh.service}; of a template {@code getty@.service}, of an instance {@code getty@tty1.service}.
 */
record UnitName(String text) {

    private String stem() {
        return text.substring(0, text.lastIndexOf('.'));
    }

    private String suffix() {
        return text.substring(text.lastIndexOf('.'));
    }

    private String prefix() {
        int at = stem().indexOf('@');
        return at < 0 ? stem() : stem().substring(0, at);
    }

    /** Empty for a template, and for what is neither template nor instance. */
    String instance() {
        int at = stem().indexOf('@');
        return at < 0 ? "" : stem().substring(at + 1);
    }

    boolean isTemplate() {
        return stem().endsWith("@");
    }

    boolean isInstance() {
        return !instance().isEmpty();
    }

    /** The template that an instance is made of; anything else itself. */
    UnitName template() {
        return isInstance() ? new UnitName(prefix() + "@" + suffix()) : this;
    }

    UnitName withInstance(String instance) {
        return new UnitName(prefix() + "@" + instance + suffix());
    }

    /**
     * Resolves the specifiers in a value of this unit's.
     *
     * @see <a
     *     href="https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Specifiers">Specifiers</a>
     */
    String resolve(String value) {
        var resolved = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            resolved.append(c == '%' && i + 1 < value.length() ? specifier(value.charAt(++i)) : String.valueOf(c));
        }
        return resolved.toString();
    }

    private String specifier(char letter) {
        return switch (letter) {
            case '%' -> "%";
            case 'i' -> instance();
            case 'j' -> prefix().substring(prefix().lastIndexOf('-') + 1);
            case 'n' -> text;
            case 'N' -> stem();
            case 'p' -> prefix();
            default ->
                throw new BuildException("services: the unit " + text + " has %" + letter
                        + " in its [Install] section, whose value is known only on a running machine; enable it there");
        };
    }
}
