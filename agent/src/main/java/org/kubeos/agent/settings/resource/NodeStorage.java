package org.kubeos.agent.settings.resource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.resource.Resource.ConfigFile;
import org.kubeos.agent.settings.resource.Resource.KernelParameter;
import org.kubeos.agent.settings.resource.Resource.SlotArguments;
import org.kubeos.agent.settings.resource.Resource.StateFile;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.Slot;

/** The resources of a node. */
public final class NodeStorage implements Storage {

    /** Where the agent remembers what it has applied. */
    public static final String STATE_DIRECTORY =
            "/" + PersistLayout.MOUNT_POINT + "/" + PersistLayout.AGENT + "/" + PersistLayout.AGENT_SETTINGS;

    private static final int MAX_SIZE = 1 << 20;

    /** Directories of configuration ignore such a name, as it begins with a dot and ends with no suffix of theirs. */
    private static final String UNFINISHED = ".%s.kubeos-new";

    private static final Set<PosixFilePermission> CONFIG_MODE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> STATE_MODE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> STATE_DIRECTORY_MODE = PosixFilePermissions.fromString("rwx------");

    private final NodeRoot root;
    private final BootEnvironmentFiles bootEnvironment;

    public NodeStorage(NodeRoot root, BootEnvironmentFiles bootEnvironment) {
        this.root = root;
        this.bootEnvironment = bootEnvironment;
    }

    @Override
    public Optional<String> read(Resource resource) throws IOException {
        return switch (resource) {
            case ConfigFile file -> readFile(root.path(file.path()));
            case StateFile file -> readFile(stateFile(file));
            case KernelParameter parameter -> readFile(path(parameter)).map(String::strip);
            case SlotArguments arguments -> readArguments(arguments.slot());
        };
    }

    private Optional<String> readArguments(Slot slot) throws IOException {
        try {
            return bootEnvironment
                    .read()
                    .flatMap(environment ->
                            Optional.ofNullable(environment.kernelArguments().get(slot)));
        } catch (NoSuchFileException e) {
            throw new IOException("BOOT isn't mounted", e);
        }
    }

    @Override
    public void write(Resource resource, Optional<String> content) throws IOException {
        switch (resource) {
            case ConfigFile file -> replace(root.path(file.path()), content, CONFIG_MODE);
            case StateFile file -> {
                createStateDirectory();
                replace(stateFile(file), content, STATE_MODE);
            }
            case KernelParameter parameter -> set(parameter, content.orElseThrow());
            case SlotArguments arguments -> store(arguments.slot(), content);
        }
    }

    @Override
    public void clean(Resource resource) throws IOException {
        if (resource instanceof ConfigFile file) {
            Files.deleteIfExists(unfinished(root.path(file.path())));
        }
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(UNFINISHED.formatted(file.getFileName()));
    }

    private static Optional<String> readFile(Path file) throws IOException {
        byte[] bytes;
        try (var input = Files.newInputStream(file)) {
            bytes = input.readNBytes(MAX_SIZE + 1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (bytes.length > MAX_SIZE) {
            throw new IOException("it has more than " + MAX_SIZE + " bytes");
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new IOException("it isn't text in UTF-8", e);
        }
    }

    private void replace(Path file, Optional<String> content, Set<PosixFilePermission> modeOfNewFile)
            throws IOException {
        Path directory = Objects.requireNonNull(file.getParent(), "a file's directory");
        Path unfinished = unfinished(file);
        Files.deleteIfExists(unfinished);
        if (content.isEmpty()) {
            Files.deleteIfExists(file);
            sync(directory);
            return;
        }
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                // With owner, mode, access control lists, and all other extended attributes.
                Files.copy(file, unfinished, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            } else {
                Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(STATE_MODE));
                Files.setPosixFilePermissions(unfinished, modeOfNewFile);
            }
            writeAndSync(unfinished, content.get());
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        sync(directory);
    }

    private static void writeAndSync(Path file, String content) throws IOException {
        try (var channel = FileChannel.open(
                file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void createStateDirectory() throws IOException {
        Path directory = root.path(STATE_DIRECTORY);
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(STATE_DIRECTORY_MODE));
            sync(Objects.requireNonNull(directory.getParent(), "the state's parent directory"));
        }
    }

    private Path stateFile(StateFile file) {
        return root.path(STATE_DIRECTORY).resolve(file.name());
    }

    private Path path(KernelParameter parameter) {
        return root.path("/proc/sys").resolve(parameter.path());
    }

    private void set(KernelParameter parameter, String value) throws IOException {
        Files.writeString(
                path(parameter), value + "\n", StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        String present = read(parameter).orElse("");
        if (!ParameterValues.same(present, value)) {
            throw new IOException("the kernel made \"" + present + "\" of \"" + value + "\"");
        }
    }

    private void store(Slot slot, Optional<String> arguments) throws IOException {
        BootEnvironment environment = bootEnvironment.load();
        var all = new EnumMap<Slot, String>(Slot.class);
        all.putAll(environment.kernelArguments());
        arguments.ifPresentOrElse(text -> all.put(slot, text), () -> all.remove(slot));
        bootEnvironment.store(environment.withKernelArguments(all));
    }
}
