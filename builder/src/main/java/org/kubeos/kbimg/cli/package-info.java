/** The command line: parses, calls, prints. The work itself is behind {@link org.kubeos.kbimg.cli.BuildService}. */
@NullMarked
package org.kubeos.kbimg.cli;

import org.jspecify.annotations.NullMarked;
