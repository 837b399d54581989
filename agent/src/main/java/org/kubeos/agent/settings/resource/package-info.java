/** What settings change on a node, and how that gets there durably. */
@NullMarked
package org.kubeos.agent.settings.resource;

import org.jspecify.annotations.NullMarked;
