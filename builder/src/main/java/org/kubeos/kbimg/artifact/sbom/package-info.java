/** What an image holds and how it was made, for programs: bills of materials and provenance. */
@NullMarked
package org.kubeos.kbimg.artifact.sbom;

import org.jspecify.annotations.NullMarked;
