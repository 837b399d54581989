/** Progress, as events. */
@NullMarked
package org.kubeos.agent.event;

import org.jspecify.annotations.NullMarked;
