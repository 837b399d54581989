package org.kubeos.kbimg.artifact.plan;

import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;

/** A running build, as the steps of its recipe see it. */
public record Build(RootfsArchive rootfs, OutputDirectory output, BuildContext context) {}
