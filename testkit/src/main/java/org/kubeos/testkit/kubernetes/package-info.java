/** A real Kubernetes for tests: its programs, a control plane on this machine, kubectl, and images for pods. */
@NullMarked
package org.kubeos.testkit.kubernetes;

import org.jspecify.annotations.NullMarked;
