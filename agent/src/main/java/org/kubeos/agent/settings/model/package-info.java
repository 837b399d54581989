/** The configuration models: what a key stands for in each of them. */
@NullMarked
package org.kubeos.agent.settings.model;

import org.jspecify.annotations.NullMarked;
