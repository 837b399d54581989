/**
 * The layout of a KubeOS node: what the image builder, the boot scripts and the agent must agree on.
 *
 * <p>{@link org.kubeos.nodelayout.NodeDisk} has the partitions, {@link org.kubeos.nodelayout.Slot} the two root slots, {@link
 * org.kubeos.nodelayout.PersistLayout} the directories on PERSIST. Files have a record each that reads and writes them: {@link
 * org.kubeos.nodelayout.BootEnvironmentFiles}, {@link org.kubeos.nodelayout.PersistConf}, {@link org.kubeos.nodelayout.OsRelease}.
 * {@link org.kubeos.nodelayout.ImageLabel} has the labels of upgrade images. {@link org.kubeos.nodelayout.ScriptTemplate} puts
 * these names into shell scripts.
 *
 * <p>A change here is a change of what is on the disks of running nodes. Paths are relative to the root of their file system,
 * with no slash in front, unless their documentation says otherwise.
 */
@NullMarked
package org.kubeos.nodelayout;

import org.jspecify.annotations.NullMarked;
