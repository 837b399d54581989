package org.kubeos.kbimg.config;

import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Secrets;

/**
 * A config in kbimg's own keys, before its values are checked.
 *
 * @param name its name in messages, such as its file
 * @param complete false if {@code root} is only what could be read of it
 * @param secrets of the documents that it comes from, besides those at kbimg's own keys
 */
public record ConfigTree(String name, Node root, boolean complete, Secrets secrets) {}
