/** The steps of recipes: printed as a plan, or run as a build. */
@NullMarked
package org.kubeos.kbimg.artifact.plan;

import org.jspecify.annotations.NullMarked;
