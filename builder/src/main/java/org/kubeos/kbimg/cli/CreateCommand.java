package org.kubeos.kbimg.cli;

import picocli.CommandLine.Command;

@Command(name = "create", description = "Build an artifact.")
final class CreateCommand {}
