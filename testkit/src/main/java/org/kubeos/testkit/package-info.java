/** The outside judges of the tests: each class runs one real tool and gives its verdict. */
@NullMarked
package org.kubeos.testkit;

import org.jspecify.annotations.NullMarked;
