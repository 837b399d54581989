/** Processes, locks, background tasks, and directories for work in progress. The only package that starts a process. */
@NullMarked
package org.kubeos.process;

import org.jspecify.annotations.NullMarked;
