/** The node as it is: its slots, its paths, its programs. */
@NullMarked
package org.kubeos.agent.node;

import org.jspecify.annotations.NullMarked;
