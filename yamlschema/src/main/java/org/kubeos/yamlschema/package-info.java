/**
 * Schemas of YAML documents: each key is declared once, with its type, default and description. The declaration reads
 * documents, reports their problems, and generates the reference page and the JSON Schema.
 */
@NullMarked
package org.kubeos.yamlschema;

import org.jspecify.annotations.NullMarked;
