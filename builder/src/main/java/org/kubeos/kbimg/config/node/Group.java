package org.kubeos.kbimg.config.node;

import java.util.Optional;

/** @param gid empty: the first free one from 1000 on */
public record Group(String name, Optional<Long> gid) {}
