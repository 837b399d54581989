/**
 * FAT16 and FAT32 file systems with long names: a writer that needs one pass over the files, and a reader.
 *
 * <p>Source: "Microsoft Extensible Firmware Initiative FAT32 File System Specification", version 1.03, here called the
 * FAT specification. Field names such as BPB_RootClus are its own.
 */
@NullMarked
package org.kubeos.diskimage.fat;

import org.jspecify.annotations.NullMarked;
