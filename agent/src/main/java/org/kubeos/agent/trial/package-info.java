/** The boot environment, trial boots, the health gate, and the history of versions. */
@NullMarked
package org.kubeos.agent.trial;

import org.jspecify.annotations.NullMarked;
