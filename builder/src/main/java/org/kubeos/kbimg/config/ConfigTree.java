package org.kubeos.kbimg.config;

import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Secrets;

/**
 * A config in kbimg's own keys, before its values are looked at.
 *
 * @param name what the user calls it, such as its file
 * @param complete false if {@code root} is only what could be read of it
 * @param secrets of the documents that it comes from, beside those that stand at keys of kbimg's own
 */
public record ConfigTree(String name, Node root, boolean complete, Secrets secrets) {}
