package org.kubeos.diskimage.fat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;

/** Seeded trees with names in every script and sizes at every boundary. */
final class RandomTree {

    private static final String[] ALPHABETS = {
        "abcdefghijklmnopqrstuvwxyz",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "aB cD.eF+gH,iJ;kL=mN[oP]qR~1_-{}!#$%&'()@^`",
        "äöüßéèñçøåÆŒ",
        "абвгдеёжзийкл",
        "αβγδεζηθικλμ",
        "根文件系统镜像启动分区",
        "カーネルひらがな",
        "한국어파일이름",
        "مرحبابالعالم",
        "שלוםעולם",
        "हिन्दीनाम",
        "ไฟล์ภาษาไทย"
    };

    private final Random random;
    private final int clusterSize;
    private final List<FileNode> nodes = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private RandomTree(long seed, int clusterSize) {
        this.random = new Random(seed);
        this.clusterSize = clusterSize;
    }

    /** A tree of {@code count} files and directories, parents first. */
    static List<FileNode> of(long seed, int count, int clusterSize) {
        var tree = new RandomTree(seed, clusterSize);
        List<String> directories = new ArrayList<>(List.of(""));
        while (tree.nodes.size() < count) {
            String parent = directories.get(tree.random.nextInt(directories.size()));
            String path = (parent.isEmpty() ? "" : parent + "/") + tree.name();
            // Beyond this, the host the files are extracted to has no room for the path.
            if (path.length() < 1000 && tree.taken.add(LongName.fold(path))) {
                FileMetadata metadata = FileMetadata.ofRoot(0644, tree.time());
                if (tree.random.nextInt(4) == 0) {
                    directories.add(path);
                    tree.nodes.add(new FileNode.Directory(path, metadata));
                } else {
                    tree.nodes.add(new FileNode.RegularFile(path, metadata, tree.content()));
                }
            }
        }
        return tree.nodes;
    }

    private String name() {
        String alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
        int[] letters = alphabet.codePoints().toArray();
        int length = switch (random.nextInt(6)) {
            case 0 -> 1 + random.nextInt(3);
            case 1 -> 8;
            case 2 -> 13 * (1 + random.nextInt(3)) + random.nextInt(3) - 1;
            case 3 -> 60;
            default -> 1 + random.nextInt(30);
        };
        var name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            name.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        if (random.nextBoolean()) {
            name.append('.').append(alphabet, 0, 3);
        }
        while (name.charAt(name.length() - 1) == '.' || name.charAt(name.length() - 1) == ' ') {
            name.setCharAt(name.length() - 1, 'x');
        }
        return name.toString().equals(".") ? "x" : name.toString();
    }

    /** Until 2096: mtools takes 2100 for a leap year. */
    private Instant time() {
        return Instant.parse("1980-01-01T00:00:00Z").plusSeconds(random.nextLong(3_660_000_000L));
    }

    private FileContent content() {
        int size = switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> clusterSize - 1 + random.nextInt(3);
            case 2 -> 2 * clusterSize - 1 + random.nextInt(3);
            case 3 -> random.nextInt(100_000);
            default -> random.nextInt(3000);
        };
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return FileContent.of(bytes);
    }
}
