package org.kubeos.kbimg.config.node;

import java.util.List;

/** systemd units, by full names such as {@code serial-getty@ttyS1.service}. */
public record Services(List<String> enable, List<String> disable, List<String> mask) {

    public Services {
        enable = List.copyOf(enable);
        disable = List.copyOf(disable);
        mask = List.copyOf(mask);
    }
}
