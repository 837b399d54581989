package org.kubeos.kbimg.rootfs.lock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.yamlschema.ReadContext;
import org.kubeos.yamlschema.UniqueKeys;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;
import org.kubeos.yamlschema.yaml.YamlReader;

/** Lock files on the disk. */
public final class LockFiles {

    /** The name of the lock file in an offline bundle. */
    public static final String IN_BUNDLE = "kbimg.lock";

    private static final String SUFFIX = ".lock";
    private static final DataSize MAX_SIZE = DataSize.ofMebibytes(16);
    private static final String ADVICE = " Write it anew with 'kbimg lock --update'.";

    private LockFiles() {}

    /** The place of the lock file of a config: NAME.lock beside NAME.yaml. */
    public static Path of(Path config) {
        return config.resolveSibling(String.valueOf(config.getFileName()).replaceFirst("\\.[^.]+$", "") + SUFFIX);
    }

    /**
     * Reads a lock file.
     *
     * @param bundle the offline bundle that archives are to come from
     * @throws ConfigException that lists all that is wrong in it
     * @throws UsageException if it can't be read
     */
    public static LoadedLock read(Path file, Optional<Path> bundle) {
        byte[] bytes = bytes(file);
        var problems = new Problems();
        Document document = Document.ofFile(file, text(file, bytes));
        YamlReader.Tree tree = YamlReader.read(document, document.text(), problems);
        Optional<LockFile> lock = tree.root()
                .filter(_ -> tree.complete())
                .map(root -> UniqueKeys.keepFirst(root, problems))
                .flatMap(root -> parse(root, problems));
        if (tree.root().isEmpty() && problems.count() == 0) {
            problems.add(document.start(), "", "the file is empty; write it anew with 'kbimg lock --update'");
        }
        if (lock.isEmpty() || problems.count() > 0) {
            throw ConfigException.of(file.toString(), problems, Secrets.none());
        }
        return new LoadedLock(file, Fingerprint.of(bytes), lock.get(), bundle);
    }

    private static Optional<LockFile> parse(Node root, Problems problems) {
        var context = new ReadContext(Application.text(), LockFileSchema.TYPE, "", problems, Secrets.none());
        return LockFileSchema.TYPE.read(root, context);
    }

    private static byte[] bytes(Path file) {
        int limit = (int) MAX_SIZE.bytes();
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(limit + 1);
        } catch (IOException e) {
            throw new UsageException("Can't read the lock file " + file + ": " + e.getMessage() + ".", e);
        }
        if (bytes.length > limit) {
            throw new UsageException(
                    "The lock file " + file + " is larger than " + MAX_SIZE + ", which no lock file is." + ADVICE);
        }
        return bytes;
    }

    private static String text(Path file, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsageException("The lock file " + file + " is not UTF-8." + ADVICE, e);
        }
    }

    /**
     * Copies a lock file that was read.
     *
     * @throws UsageException if it is another one by now
     */
    public static void copy(LoadedLock lock, Path target) throws IOException {
        byte[] bytes = bytes(lock.file());
        if (!Fingerprint.of(bytes).equals(lock.digest())) {
            throw new UsageException("The lock file " + lock.file() + " has changed meanwhile. Try again.");
        }
        Files.write(target, bytes);
    }

    /** The text of a lock file, the same for the same content. */
    public static String text(LockFile lock) {
        return LockFileWriter.text(lock);
    }

    /** Writes a lock file: all of it, or nothing. */
    public static void write(LockFile lock, Path file) {
        Path unfinished = file.resolveSibling("." + file.getFileName() + "-unfinished");
        try {
            Files.writeString(unfinished, text(lock));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HostException("Can't write the lock file " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
