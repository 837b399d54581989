package org.kubeos.kbimg.rootfs;

import java.time.Instant;
import org.kubeos.kbimg.config.DataSize;

/**
 * A base in the cache.
 *
 * @param key of everything that went into it
 * @param contents what it was made for, in words; empty for a base of an earlier version
 */
public record CachedBase(String key, String distribution, String contents, DataSize size, Instant lastUsed) {}
