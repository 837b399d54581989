package org.kubeos.kbimg.cli;

import picocli.CommandLine.Command;

@Command(name = "plan", description = "Show what building an artifact would do, without doing it.")
final class PlanCommand {}
