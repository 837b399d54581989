/** The agent of a node: upgrades, trials, configuration. */
@NullMarked
package org.kubeos.agent;

import org.jspecify.annotations.NullMarked;
