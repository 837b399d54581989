/** The programs os-agent and kubeos. */
@NullMarked
package org.kubeos.agent.cli;

import org.jspecify.annotations.NullMarked;
