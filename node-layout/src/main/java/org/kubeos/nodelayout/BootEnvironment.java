package org.kubeos.nodelayout;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the boot menu and the agent tell each other: which slot to start. {@link BootEnvironmentFiles} keeps it on BOOT.
 *
 * <p>During a trial GRUB lowers {@link Trial#triesLeft} before it starts the slot's kernel, and starts the confirmed slot when
 * none are left. It changes nothing else. A trial ends when the agent stores an environment without it.
 *
 * @param confirmed the slot that has proved good, which GRUB starts unless there is a trial
 * @param trial the slot on trial
 * @param kernelArguments kernel arguments that the agent manages: all that the kernel of the slot gets but its root, as
 *     printable ASCII characters without quotes and backslashes. A slot that is missing here gets those of the boot menu.
 */
public record BootEnvironment(Slot confirmed, Optional<Trial> trial, Map<Slot, String> kernelArguments) {

    /** Number of tries that a trial can begin with, at most. */
    public static final int MAX_TRIES = 3;

    /** Kernel argument by which a slot sees that it was started on trial. */
    public static final String TRIAL_ARGUMENT = "kubeos.trial";

    /** Wide enough for any, so that a block's size doesn't depend on its number. */
    private static final String SERIAL = "%08d";

    /** GRUB takes no quotes out of a variable, and gives them to the kernel with backslashes. */
    private static final Pattern ARGUMENTS = Pattern.compile("[ -~&&[^'\"\\\\]]*[!-~&&[^'\"\\\\]][ -~&&[^'\"\\\\]]*");

    /**
     * A slot that must prove good.
     *
     * @param triesLeft how many more times GRUB starts the slot, from 0 to {@value #MAX_TRIES}
     */
    public record Trial(Slot slot, int triesLeft) {

        /** @throws IllegalArgumentException if {@code triesLeft} is out of range */
        public Trial {
            if (triesLeft < 0 || triesLeft > MAX_TRIES) {
                throw new IllegalArgumentException(
                        "A trial has from 0 to " + MAX_TRIES + " tries, not " + triesLeft + ".");
            }
        }
    }

    /**
     * Creates an environment.
     *
     * @throws IllegalArgumentException if the confirmed slot is on trial, or the kernel arguments have characters that they may
     *     not have, or don't fit into {@value GrubEnvironment#SIZE} bytes with the rest. The message is for people.
     */
    public BootEnvironment {
        var arguments = new EnumMap<Slot, String>(Slot.class);
        arguments.putAll(kernelArguments);
        arguments.forEach((slot, value) -> {
            if (!ARGUMENTS.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        "The kernel arguments of slot " + slot + " are '" + value
                                + "'; expected printable ASCII characters without quotes and backslashes, and at least one argument.");
            }
        });
        kernelArguments = Map.copyOf(arguments);
        if (trial.map(Trial::slot).filter(confirmed::equals).isPresent()) {
            throw new IllegalArgumentException("Slot " + confirmed + " can't be confirmed and on trial.");
        }
        checkSize(confirmed, arguments);
    }

    /** The environment of a new node: it boots slot A, which needs no trial. */
    public static BootEnvironment ofNewImage() {
        return new BootEnvironment(Slot.A, Optional.empty(), Map.of());
    }

    /** The bytes of both files of a new node. */
    public byte[] renderForNewImage() {
        return render(1);
    }

    /** The same environment with another slot confirmed, and no trial. */
    public BootEnvironment withConfirmed(Slot slot) {
        return new BootEnvironment(slot, Optional.empty(), kernelArguments);
    }

    /** The same environment with another trial, or none. */
    public BootEnvironment withTrial(Optional<Trial> other) {
        return new BootEnvironment(confirmed, other, kernelArguments);
    }

    /** The same environment with other kernel arguments. */
    public BootEnvironment withKernelArguments(Map<Slot, String> other) {
        return new BootEnvironment(confirmed, trial, other);
    }

    /**
     * What the boot menu makes of GRUB's variables. Nothing in them is an error: what a person has set by hand is taken as far
     * as it has a meaning.
     */
    static BootEnvironment of(GrubEnvironment variables) {
        Slot confirmed = variables
                .get(GrubEnvironment.SAVED_ENTRY)
                .flatMap(Slot::ofMenuEntry)
                .orElse(Slot.A);
        Optional<Trial> trial = variables
                .get(GrubEnvironment.BOOT_TRIAL)
                .flatMap(Slot::ofMenuEntry)
                .filter(slot -> slot != confirmed)
                .map(slot -> new Trial(slot, tries(variables)));
        var arguments = new EnumMap<Slot, String>(Slot.class);
        for (Slot slot : Slot.values()) {
            variables
                    .get(argumentsVariable(slot))
                    .filter(value -> ARGUMENTS.matcher(value).matches())
                    .ifPresent(value -> arguments.put(slot, value));
        }
        try {
            return new BootEnvironment(confirmed, trial, arguments);
        } catch (IllegalArgumentException e) {
            // A block of another size, made by hand, may hold more than one of ours.
            return new BootEnvironment(confirmed, trial, Map.of());
        }
    }

    private static int tries(GrubEnvironment variables) {
        String tries = variables.get(GrubEnvironment.BOOT_TRIES).orElse("0");
        return tries.matches("[0-" + MAX_TRIES + "]") ? Integer.parseInt(tries) : 0;
    }

    /** Name of the variable with the kernel arguments of a slot. */
    static String argumentsVariable(Slot slot) {
        return "args_" + slot.menuEntry();
    }

    /**
     * One copy of the environment.
     *
     * @param serial number of the write
     */
    byte[] render(int serial) {
        return render(serial, confirmed, trial.map(Trial::slot), trial.map(Trial::triesLeft), kernelArguments);
    }

    private static byte[] render(
            int serial,
            Slot confirmed,
            Optional<Slot> onTrial,
            Optional<Integer> triesLeft,
            Map<Slot, String> kernelArguments) {
        var variables = new LinkedHashMap<String, String>();
        variables.put(GrubEnvironment.SERIAL_FIRST, SERIAL.formatted(serial));
        variables.put(GrubEnvironment.SAVED_ENTRY, confirmed.menuEntry());
        variables.put(GrubEnvironment.BOOT_TRIAL, onTrial.map(Slot::menuEntry).orElse(""));
        variables.put(GrubEnvironment.BOOT_TRIES, Integer.toString(triesLeft.orElse(0)));
        for (Slot slot : Slot.values()) {
            if (kernelArguments.containsKey(slot)) {
                variables.put(argumentsVariable(slot), Objects.requireNonNull(kernelArguments.get(slot)));
            }
        }
        variables.put(GrubEnvironment.SERIAL_LAST, SERIAL.formatted(serial));
        return new GrubEnvironment(variables).render();
    }

    /** There is room for a trial, so that none fails to begin or end for lack of it. */
    private static void checkSize(Slot confirmed, Map<Slot, String> kernelArguments) {
        try {
            render(0, confirmed, Optional.of(confirmed.other()), Optional.empty(), kernelArguments);
        } catch (IllegalArgumentException e) {
            int length =
                    kernelArguments.values().stream().mapToInt(String::length).sum();
            throw new IllegalArgumentException(
                    "The kernel arguments of both slots take " + length
                            + " bytes, which is more than GRUB's environment block of " + GrubEnvironment.SIZE
                            + " bytes has room for; shorten them, or put what all versions need into the image (grub.cmdline in its config).",
                    e);
        }
    }
}
