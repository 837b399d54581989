package org.kubeos.kbimg.artifact.diff;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.kubeos.kbimg.customize.accounts.Accounts;
import org.kubeos.kbimg.customize.units.UnitState;

/**
 * What is known of a root file system.
 *
 * @param kernelArguments those of its boot menu; empty if that isn't there
 * @param services units and what starts them
 */
public record RootFileSystem(
        FileListing files,
        Optional<List<String>> kernelArguments,
        SortedMap<String, UnitState> services,
        Accounts accounts) {

    public RootFileSystem {
        kernelArguments = kernelArguments.map(List::copyOf);
    }
}
