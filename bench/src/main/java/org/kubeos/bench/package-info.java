/** Benchmarks of kbimg and its libraries against real peers. */
@NullMarked
package org.kubeos.bench;

import org.jspecify.annotations.NullMarked;
