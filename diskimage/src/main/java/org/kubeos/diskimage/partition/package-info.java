/**
 * Partition tables: an immutable model of GPT and MBR, written to and read from disks.
 *
 * <p>Sources: UEFI Specification 2.10, chapter 5 (GPT, protective and legacy MBR); the Discoverable Partitions
 * Specification of the UAPI group (type UUIDs, attribute bits).
 */
@NullMarked
package org.kubeos.diskimage.partition;

import org.jspecify.annotations.NullMarked;
