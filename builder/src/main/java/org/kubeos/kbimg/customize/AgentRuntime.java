package org.kubeos.kbimg.customize;

import java.io.Closeable;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.kubeos.diskimage.tar.TarLimits;
import org.kubeos.diskimage.tar.TarReader;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Agent;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.ImageConfig;

/** KubeOS's agent as it comes with kbimg: an archive of its program and its Java runtime. The files' contents are read when they are needed. */
public final class AgentRuntime implements Closeable {

    private static final String FILE = "os-agent.tar";

    private final TarReader tar;
    private final List<FileNode> nodes;

    private AgentRuntime(TarReader tar, List<FileNode> nodes) {
        this.tar = tar;
        this.nodes = List.copyOf(nodes);
    }

    /**
     * Opens the one that belongs to this program.
     *
     * @throws HostException if it isn't there or can't be read
     */
    public static AgentRuntime open() {
        return open(file());
    }

    static AgentRuntime open(Path file) {
        try {
            TarReader tar = TarReader.open(file, TarLimits.UNLIMITED);
            try {
                return new AgentRuntime(tar, tar.readAll());
            } catch (IOException e) {
                tar.close();
                throw e;
            }
        } catch (IOException e) {
            throw new HostException("Can't read the agent " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Checks that the agent can be had, if the image surely needs it.
     *
     * @throws UsageException if it is made for another architecture
     * @throws HostException if it isn't there
     */
    public static void check(ImageConfig config) {
        if (config.agent().equals(Agent.KUBEOS) && !config.source().isMadeBefore()) {
            checkArchitecture(config);
            file();
        }
    }

    /** @throws UsageException if the agent is made for another architecture than the image */
    static void checkArchitecture(ImageConfig config) {
        Architecture host = Architecture.host();
        if (config.architecture() != host) {
            throw new UsageException("Can't put KubeOS's agent into an image for "
                    + config.architecture().key() + ": this kbimg has it for " + host.key()
                    + " only. Set agent: none, or build on a machine that is "
                    + config.architecture().key() + ".");
        }
    }

    /**
     * The archive, which is beside the program's jar, or beside its libraries.
     *
     * @throws HostException if it isn't there
     */
    public static Path file() {
        Path program = program();
        Path directory = Objects.requireNonNull(program.toAbsolutePath().getParent(), "the program's directory");
        return Stream.of(directory.resolve(FILE), directory.resolve("lib").resolve(FILE))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new HostException("Can't find KubeOS's agent, " + FILE + ", beside " + program
                        + ". Install kbimg again, or set agent: none."));
    }

    private static Path program() {
        try {
            return Path.of(AgentRuntime.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its files: paths are those on the node. */
    List<FileNode> nodes() {
        return nodes;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
