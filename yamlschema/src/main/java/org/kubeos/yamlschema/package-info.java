/**
 * A declared shape of YAML: each key once, with its type, default and description. The declaration reads documents,
 * words what is wrong with them, and is what the reference page is made from. It knows nothing of images.
 */
@NullMarked
package org.kubeos.yamlschema;

import org.jspecify.annotations.NullMarked;
