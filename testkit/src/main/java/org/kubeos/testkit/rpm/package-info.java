/**
 * A real, signed RPM repository made on the spot from Debian packages, for tests on machines that reach no RPM mirror.
 * Its packages carry openEuler's names among what they provide, and what is installed from it boots.
 */
@NullMarked
package org.kubeos.testkit.rpm;

import org.jspecify.annotations.NullMarked;
