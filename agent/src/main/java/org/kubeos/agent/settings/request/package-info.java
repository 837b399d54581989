/** What a request says about settings. */
@NullMarked
package org.kubeos.agent.settings.request;

import org.jspecify.annotations.NullMarked;
