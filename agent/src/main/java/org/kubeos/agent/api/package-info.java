/** JSON-RPC over the socket that systemd holds. */
@NullMarked
package org.kubeos.agent.api;

import org.jspecify.annotations.NullMarked;
