package org.kubeos.kbimg.artifact;

import java.util.List;
import java.util.TreeSet;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.signing.OutputNames;

/**
 * The output files that the user asked for. The manifest, the digests, and the signatures are always among them.
 *
 * @param names file names; none stands for all files
 */
record OutputFilter(List<String> names) {

    static final OutputFilter ALL = new OutputFilter(List.of());

    OutputFilter {
        names = List.copyOf(names);
    }

    boolean wants(String name) {
        return names.isEmpty() || names.contains(name);
    }

    List<Output> of(List<Output> outputs) {
        return outputs.stream().filter(output -> wants(output.name())).toList();
    }

    /** @throws UsageException if a name is not among {@code outputs} */
    void check(List<Output> outputs) {
        var known = new TreeSet<>(outputs.stream().map(Output::name).toList());
        known.add(Manifest.FILE);
        known.add(OutputNames.DIGESTS);
        for (String name : names) {
            if (!known.contains(name)) {
                throw new UsageException("--only: no output is called '" + name + "'. The outputs are "
                        + String.join(", ", known) + ".");
            }
        }
    }
}
