/** The command line: parses, calls, prints. */
@NullMarked
package org.kubeos.kbimg.cli;

import org.jspecify.annotations.NullMarked;
