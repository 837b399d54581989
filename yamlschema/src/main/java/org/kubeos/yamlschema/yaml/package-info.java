/** YAML nodes with positions, and problems at these positions. */
@NullMarked
package org.kubeos.yamlschema.yaml;

import org.jspecify.annotations.NullMarked;
