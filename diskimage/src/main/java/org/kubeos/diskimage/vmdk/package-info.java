/**
 * Stream-optimized VMDK images, as OVF and OVA files hold them. Source of every number here: VMware, <em>Virtual Disk Format
 * 5.0</em>, cited as "VMDK specification".
 */
@NullMarked
package org.kubeos.diskimage.vmdk;

import org.jspecify.annotations.NullMarked;
