/** What the machine provides: processes, the sandbox, locks, work directories. The only package that starts a process. */
@NullMarked
package org.kubeos.kbimg.host;

import org.jspecify.annotations.NullMarked;
