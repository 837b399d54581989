/** Users and groups in the files below /etc that hold them. */
@NullMarked
package org.kubeos.kbimg.customize.accounts;

import org.jspecify.annotations.NullMarked;
