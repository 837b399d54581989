package org.kubeos.kbimg.boot.grub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel console, in the kernel's syntax: {@code ttyS0}, {@code ttyS1,9600n8}, {@code hvc0}.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/serial-console.html">Linux serial console</a>
 */
record KernelConsole(String kernelName, Optional<SerialPort> serialPort) {

    private static final Pattern TEXT =
            Pattern.compile("(?<device>tty[A-Za-z]{0,6}|hvc)(?<unit>\\d{1,2})(,(?<speed>\\d{3,7})([noe][78]?r?)?)?");

    /** Serial ports of the PC, the only ones that GRUB drives itself; {@code speed} in baud. */
    record SerialPort(int unit, int speed) {
        static final int DEFAULT_SPEED = 115200;
    }

    /** @throws IllegalArgumentException if the text is something else; the message says what is expected */
    static KernelConsole parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a kernel console such as ttyS0 or ttyS0,115200");
        }
        if (!matcher.group("device").equals("ttyS")) {
            return new KernelConsole(text, Optional.empty());
        }
        int unit = Integer.parseInt(matcher.group("unit"));
        int speed = Optional.ofNullable(matcher.group("speed"))
                .map(Integer::parseInt)
                .orElse(SerialPort.DEFAULT_SPEED);
        // Without a speed, the kernel would turn the port that GRUB has just set up to its own default of 9600.
        String kernelName = matcher.group("speed") == null ? text + "," + speed : text;
        return new KernelConsole(kernelName, Optional.of(new SerialPort(unit, speed)));
    }
}
