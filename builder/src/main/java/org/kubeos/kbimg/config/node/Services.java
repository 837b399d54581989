package org.kubeos.kbimg.config.node;

import java.util.List;

/**
 * systemd units, by full names such as {@code serial-getty@ttyS1.service}.
 *
 * @param enableIfPresent to enable where the root file system has them; the others must be there
 */
public record Services(List<String> enable, List<String> enableIfPresent, List<String> disable, List<String> mask) {

    public Services {
        enable = List.copyOf(enable);
        enableIfPresent = List.copyOf(enableIfPresent);
        disable = List.copyOf(disable);
        mask = List.copyOf(mask);
    }
}
