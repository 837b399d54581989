package org.kubeos.agent.settings.model;

import java.util.List;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.nodelayout.Slot;

/** All models. */
public final class Models {

    /** The original's documentation has this error in its example, which people have copied. */
    private static final String MISSPELLED_KUBELET = "kuberntes.kubelet";

    private final List<Model> models;

    /** @param running the slot that the node has booted */
    public Models(NodeRoot root, Slot running) {
        models = List.of(
                new SysctlModel(root),
                new SysctlFileModel(root),
                new KernelArgumentsModel("grub.cmdline.current", running, root),
                new KernelArgumentsModel("grub.cmdline.next", running.other(), root),
                TreeModel.kubelet(root),
                TreeModel.containerd(root),
                new LimitsModel(root));
    }

    /**
     * The model of a name.
     *
     * @throws AgentException if there is none
     */
    public Model named(String name) {
        String meant = name.equals(MISSPELLED_KUBELET) ? "kubernetes.kubelet" : name;
        return models.stream()
                .filter(model -> model.name().equals(meant))
                .findFirst()
                .orElseThrow(() -> new AgentException("Unknown model \"" + name + "\". Known models are "
                        + String.join(", ", models.stream().map(Model::name).toList()) + "."));
    }
}
