/** Texts of configuration files, edited so that what isn't named stays byte for byte. */
@NullMarked
package org.kubeos.agent.settings.document;

import org.jspecify.annotations.NullMarked;
