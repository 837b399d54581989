/** What a build would do, without doing it. */
@NullMarked
package org.kubeos.kbimg.artifact.plan;

import org.jspecify.annotations.NullMarked;
