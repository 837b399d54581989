package org.kubeos.kbimg.rootfs;

import java.time.Instant;
import org.kubeos.kbimg.config.DataSize;

/** @param key of everything that went into the base */
public record CachedBase(String key, String distribution, DataSize size, Instant lastUsed) {}
