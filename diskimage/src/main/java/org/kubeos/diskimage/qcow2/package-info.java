/**
 * QEMU's qcow2 images. Source of every number here: <em>docs/interop/qcow2.txt</em> (since QEMU 10, <em>qcow2.rst</em>) in
 * QEMU's sources, "The qcow2 image format", cited as "qcow2 specification".
 */
@NullMarked
package org.kubeos.diskimage.qcow2;

import org.jspecify.annotations.NullMarked;
