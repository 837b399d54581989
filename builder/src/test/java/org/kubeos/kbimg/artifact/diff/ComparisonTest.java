package org.kubeos.kbimg.artifact.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.diff.ComparedPackage.Format;
import org.kubeos.kbimg.artifact.diff.FileEntry.Content;
import org.kubeos.kbimg.artifact.diff.FileEntry.EntryType;
import org.kubeos.kbimg.config.DataSize;

class ComparisonTest {

    private final List<String> read = new ArrayList<>();

    /** @param text {@code NAME.ARCHITECTURE=VERSION}, separated by blanks */
    private static List<ComparedPackage> packages(Format format, String text) {
        return Arrays.stream(text.strip().split(" +"))
                .filter(one -> !one.isEmpty())
                .map(one -> one.split("[.=]", 3))
                .map(parts -> new ComparedPackage(
                        parts[0], parts[1], parts[2], Optional.of(new DataSize(1)), format, Optional.empty()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "vi.all=1, vi.all=1, ''",
        "vi.all=1, vi.all=1.1, UPGRADED vi 1 1.1",
        "vi.all=1, vi.amd64=1, CHANGED vi 1 1",
        "vi.all=1:1, vi.all=2, DOWNGRADED vi 1:1 2",
        "'', vi.all=1, ADDED vi  1",
        "vi.all=1, '', 'REMOVED vi 1 '",
        // Of two architectures, each changes for itself.
        "c.amd64=1 c.i386=1, c.amd64=2 c.i386=1, UPGRADED c 1 2",
        "c.amd64=1 c.i386=1, c.amd64=2 c.i386=2, UPGRADED c 1 2|UPGRADED c 1 2",
        // Kernels of several versions are installed side by side.
        "k.amd64=1 k.amd64=2, k.amd64=2 k.amd64=3, UPGRADED k 1 3",
        "k.amd64=1, k.amd64=1 k.amd64=2, ADDED k  2",
        "k.amd64=1 k.amd64=2, k.amd64=3 k.amd64=4, 'REMOVED k 1 |REMOVED k 2 |ADDED k  3|ADDED k  4'",
    })
    void pairsPackages(String before, String after, String expected) {
        String changes = String.join(
                "|",
                PackageChange.between(packages(Format.DEB, before), packages(Format.DEB, after)).stream()
                        .map(change -> change.kind() + " " + change.name() + " "
                                + change.before().map(ComparedPackage::version).orElse("") + " "
                                + change.after().map(ComparedPackage::version).orElse(""))
                        .toList());
        assertThat(changes).isEqualTo(expected);
    }

    /** Nobody should publish other packages of the same version; all the more it must be seen. */
    @Test
    void anotherArchiveOfTheSameVersionIsAChange() {
        List<ComparedPackage> before = packages(Format.DEB, "a.x=1");
        ComparedPackage one = withDigest(before.getFirst(), "sha256:01");
        ComparedPackage other = withDigest(before.getFirst(), "sha256:02");
        assertThat(PackageChange.between(List.of(one), List.of(other)))
                .extracting(PackageChange::kind)
                .containsExactly(PackageChange.Kind.CHANGED);
        assertThat(PackageChange.between(before, List.of(other))).isEmpty();
    }

    private static ComparedPackage withDigest(ComparedPackage one, String digest) {
        return new ComparedPackage(
                one.name(), one.architecture(), one.version(), one.size(), one.format(), Optional.of(digest));
    }

    @Test
    void packagesOfDifferentManagersHaveNoOrder() {
        assertThat(PackageChange.between(packages(Format.DEB, "a.x=1"), packages(Format.RPM, "a.x=2")))
                .extracting(PackageChange::kind)
                .containsExactly(PackageChange.Kind.CHANGED);
    }

    @ParameterizedTest
    @CsvSource({
        "quiet ro, quiet ro, ''",
        "quiet ro, ro quiet, order: quiet ro -> ro quiet",
        "quiet, quiet panic=30, 'panic: null -> 30'",
        "console=tty0 quiet, console=ttyS0, 'console: tty0 -> ttyS0, quiet:  -> null'",
        "console=a console=b, console=a console=c, 'console: b -> c'",
        "console=a, console=b console=c, 'console: a -> null, console: null -> b, console: null -> c'",
    })
    void tellsWhichArgumentsHaveChanged(String before, String after, String expected) {
        assertThat(words(FieldChange.betweenArguments(List.of(before.split(" ")), List.of(after.split(" ")))))
                .isEqualTo(expected);
    }

    private static String words(List<FieldChange> changes) {
        return String.join(
                ", ",
                changes.stream()
                        .map(change -> change.name() + ": " + change.before().orElse("null") + " -> "
                                + change.after().orElse("null"))
                        .toList());
    }

    private FileEntry file(String path, int mode, Map<String, byte[]> xattrs, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var metadata = new FileMetadata(mode, 0, 0, Instant.EPOCH, xattrs);
        return new FileEntry(path, EntryType.FILE, Optional.of(metadata), bytes.length, "", false, channel -> {
            read.add(path);
            channel.write(ByteBuffer.wrap(bytes));
        });
    }

    private static FileListing listing(FileEntry... files) {
        return FileListing.of(List.of(files), Set.of());
    }

    @Test
    void readsOnlyFilesOfEqualSize() throws IOException {
        FileListing before = listing(
                file("same", 0644, Map.of(), "abc"),
                file("other", 0644, Map.of(), "abc"),
                file("longer", 0644, Map.of(), "abc"),
                file("gone", 0644, Map.of(), "abc"),
                file("empty", 0644, Map.of(), ""));
        FileListing after = listing(
                file("same", 0644, Map.of(), "abc"),
                file("other", 0644, Map.of(), "abd"),
                file("longer", 0644, Map.of(), "abcd"),
                file("empty", 0644, Map.of(), ""));
        assertThat(FileChange.between(before, after, _ -> true))
                .extracting(change -> change.kind() + " " + change.path() + words(change.fields()))
                .containsExactly(
                        "REMOVED gone", "CHANGED longercontent: null -> null", "CHANGED othercontent: null -> null");
        assertThat(read).containsExactlyInAnyOrder("same", "same", "other", "other");
    }

    @Test
    void tellsWhatElseHasChanged() throws IOException {
        byte[] capability = {1, 0, 0, 2};
        byte[] label = "system_u:object_r:bin_t:s0\0".getBytes(StandardCharsets.US_ASCII);
        FileListing before = listing(file("ping", 04755, Map.of("security.selinux", label), "x"));
        FileListing after = listing(
                file("ping", 0755, Map.of("security.capability", capability, "security.selinux", label.clone()), "x"));
        assertThat(words(FileChange.between(before, after, _ -> true).getFirst().fields()))
                .isEqualTo("mode: 4755 -> 0755, security.capability: null -> 0x01000002");
    }

    /** FAT has no modes, so that there is nothing to compare. */
    @Test
    void whatIsUnknownOfAFileIsNoDifference() throws IOException {
        FileEntry known = file("boot/efi/a", 0600, Map.of(), "x");
        var unknown = new FileEntry("boot/efi/a", EntryType.FILE, Optional.empty(), 1, "", false, known.content());
        assertThat(FileChange.between(listing(known), listing(unknown), _ -> true))
                .isEmpty();
    }

    @Test
    void aChangedTypeIsTold() throws IOException {
        var link = new FileEntry(
                "a",
                EntryType.LINK,
                Optional.of(FileMetadata.ofRoot(0777, Instant.EPOCH)),
                0,
                "b",
                false,
                Content.NONE);
        assertThat(words(FileChange.between(listing(file("a", 0777, Map.of(), "x")), listing(link), _ -> true)
                        .getFirst()
                        .fields()))
                .isEqualTo("type: file -> symbolic link");
    }

    @Test
    void sizesAreThoseOfDirectoriesTwoNamesDeep() {
        FileListing before = listing(
                file("usr/lib/a/b", 0644, Map.of(), "12345"),
                file("usr/bin/c", 0644, Map.of(), "1"),
                file("top", 0644, Map.of(), "1"));
        FileListing after = listing(
                file("usr/lib/x", 0644, Map.of(), "123"),
                file("usr/bin/c", 0644, Map.of(), "2"),
                file("top", 0644, Map.of(), "1234567"));
        assertThat(DirectorySize.changes(before, after, _ -> true))
                .containsExactly(new DirectorySize("", 1, 7), new DirectorySize("usr/lib", 5, 3));
        assertThat(DirectorySize.total(before, path -> !path.startsWith("usr/lib/")))
                .isEqualTo(2);
    }

    @Test
    void whatHasNothingInCommonIsRefused() {
        Contents manifest = new Contents(
                "m", "a manifest", new TreeMap<>(), Optional.of(List.of()), Optional.empty(), Optional.empty());
        Contents config = new Contents(
                "c", "a config", new TreeMap<>(), Optional.empty(), Optional.empty(), Optional.of(List.of()));
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Comparison.of(config, manifest))
                .withMessageStartingWith(
                        "Can't compare c, a config, with m, a manifest: they have nothing in common. Compare ");
    }
}
