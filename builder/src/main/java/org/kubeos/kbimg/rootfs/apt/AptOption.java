package org.kubeos.kbimg.rootfs.apt;

import static org.kubeos.kbimg.rootfs.apt.AptOption.Kind.CHECK;
import static org.kubeos.kbimg.rootfs.apt.AptOption.Kind.FLAG;
import static org.kubeos.kbimg.rootfs.apt.AptOption.Kind.FLAG_OR_FORCE;
import static org.kubeos.kbimg.rootfs.apt.AptOption.Kind.KEYS;
import static org.kubeos.kbimg.rootfs.apt.AptOption.Kind.SECONDS;
import static org.kubeos.kbimg.rootfs.apt.AptOption.Kind.WORD;
import static org.kubeos.kbimg.rootfs.apt.AptOption.Kind.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.kubeos.yamlschema.Suggestions;

/**
 * The options of a source that may reach apt. Apt ignores those that it does not know; here they are errors, so that no
 * option of a later apt switches a check off unseen.
 *
 * @see <a href="https://manpages.debian.org/trixie/apt/sources.list.5.en.html">sources.list(5)</a>
 */
enum AptOption {
    ARCHITECTURES("Architectures", "arch", WORDS),
    ARCHITECTURES_ADD("Architectures-Add", "arch+", WORDS),
    ARCHITECTURES_REMOVE("Architectures-Remove", "arch-", WORDS),
    LANGUAGES("Languages", "lang", WORDS),
    LANGUAGES_ADD("Languages-Add", "lang+", WORDS),
    LANGUAGES_REMOVE("Languages-Remove", "lang-", WORDS),
    TARGETS("Targets", "target", WORDS),
    TARGETS_ADD("Targets-Add", "target+", WORDS),
    TARGETS_REMOVE("Targets-Remove", "target-", WORDS),
    PDIFFS("PDiffs", "pdiffs", FLAG),
    BY_HASH("By-Hash", "by-hash", FLAG_OR_FORCE),
    SIGNED_BY("Signed-By", "signed-by", KEYS),
    // These are about the age of signed metadata, which snapshots and machines without a clock have to ignore.
    CHECK_VALID_UNTIL("Check-Valid-Until", "check-valid-until", FLAG),
    VALID_UNTIL_MIN("Valid-Until-Min", "valid-until-min", SECONDS),
    VALID_UNTIL_MAX("Valid-Until-Max", "valid-until-max", SECONDS),
    CHECK_DATE("Check-Date", "check-date", FLAG),
    DATE_MAX_FUTURE("Date-Max-Future", "date-max-future", SECONDS),
    SNAPSHOT("Snapshot", "snapshot", WORD),
    INRELEASE_PATH("InRelease-Path", "inrelease-path", WORD),
    // These may say no alone, which is what apt does without them, or is stricter.
    TRUSTED("Trusted", "trusted", CHECK),
    ALLOW_INSECURE("Allow-Insecure", "allow-insecure", CHECK),
    ALLOW_WEAK("Allow-Weak", "allow-weak", CHECK),
    ALLOW_DOWNGRADE_TO_INSECURE("Allow-Downgrade-To-Insecure", "allow-downgrade-to-insecure", CHECK);

    enum Kind {
        WORD,
        WORDS,
        FLAG,
        FLAG_OR_FORCE,
        SECONDS,
        KEYS,
        CHECK
    }

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/+:-]*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

    private final String field;
    private final String inLine;
    private final Kind kind;

    AptOption(String field, String inLine, Kind kind) {
        this.field = field;
        this.inLine = inLine;
        this.kind = kind;
    }

    /** Its name in a {@code .sources} file. */
    String field() {
        return field;
    }

    /** Its name in a {@code .list} file, with {@code +} or {@code -} where the value is added or removed. */
    String inLine() {
        return inLine;
    }

    /** By its name in a {@code .sources} file. */
    static Optional<AptOption> ofField(String name) {
        return Arrays.stream(values())
                .filter(option -> option.field.equalsIgnoreCase(name))
                .findFirst();
    }

    /** By its name in a {@code .list} file. */
    static Optional<AptOption> ofLine(String name) {
        return Arrays.stream(values())
                .filter(option -> option.inLine.equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * The message for an unknown name.
     *
     * @param form how the file writes the names of options
     */
    static String unknown(String name, Function<AptOption, String> form) {
        // Never suggest an option that is rejected as well.
        List<String> usable = Arrays.stream(values())
                .filter(option -> option.kind != CHECK)
                .map(form)
                .toList();
        return "not an option that kbimg passes to apt"
                + Suggestions.to(name, usable)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("")
                + ". Remove it.";
    }

    /** The words of a field that holds this option, which are safe to hand to apt. */
    List<String> read(AptField field) {
        if (field.words().isEmpty()) {
            throw field.error("no value. Add one, or remove the option.");
        }
        return switch (kind) {
            case WORD, WORDS -> words(field);
            case FLAG -> yesOrNo(field.isTrue());
            case FLAG_OR_FORCE -> field.words().equals(List.of("force")) ? field.words() : yesOrNo(field.isTrue());
            case SECONDS -> seconds(field);
            case KEYS -> AptKeys.read(field);
            case CHECK -> refused(field);
        };
    }

    private static List<String> yesOrNo(boolean yes) {
        return List.of(yes ? "yes" : "no");
    }

    private List<String> words(AptField field) {
        if (kind == Kind.WORD && field.words().size() > 1) {
            throw field.error("expected one word");
        }
        for (String word : field.words()) {
            if (!SAFE.matcher(word).matches()) {
                throw field.error("not usable for apt: " + word);
            }
        }
        return field.words();
    }

    private static List<String> seconds(AptField field) {
        if (!NUMBER.matcher(String.join(" ", field.words())).matches()) {
            throw field.error("expected a number of seconds");
        }
        return field.words();
    }

    private static List<String> refused(AptField field) {
        if (field.flag().orElse(true)) {
            throw field.error("this would disable signature checks. kbimg installs only signed packages from"
                    + " apt repositories: remove the option, and set Signed-By (signed-by= in a .list file) to"
                    + " the file with the repository's key.");
        }
        return List.of("no");
    }
}
