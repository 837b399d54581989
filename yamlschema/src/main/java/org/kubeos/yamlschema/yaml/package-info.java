/** YAML with positions: what a config says, where it says it, and what is wrong there. */
@NullMarked
package org.kubeos.yamlschema.yaml;

import org.jspecify.annotations.NullMarked;
