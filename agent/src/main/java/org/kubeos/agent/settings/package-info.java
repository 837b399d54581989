/** Configuration models: files that are edited, kernel parameters, kernel arguments. */
@NullMarked
package org.kubeos.agent.settings;

import org.jspecify.annotations.NullMarked;
