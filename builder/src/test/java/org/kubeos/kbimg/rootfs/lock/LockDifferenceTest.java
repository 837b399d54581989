package org.kubeos.kbimg.rootfs.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

class LockDifferenceTest {

    private static PackageDescription deb(String name, String version, String digit) {
        return new PackageDescription(
                name,
                version,
                "amd64",
                new DataSize(1),
                Optional.empty(),
                "http://x/" + name,
                "sha256:" + digit.repeat(64));
    }

    private static LockFile lock(LockedPart.Name name, PackageDescription... packages) {
        var part = new LockedPart(List.of(), List.of(), List.of(), List.of(packages));
        return new LockFile("1", "debian", "0", "x86_64", Optional.empty(), Map.of(name, part));
    }

    @Test
    void packagesAreAddedRemovedAndChanged() {
        LockFile before = lock(
                LockedPart.Name.NODE,
                deb("gone", "1", "a"),
                deb("kept", "1", "a"),
                deb("new", "1", "a"),
                deb("re", "1", "a"));
        LockFile after = lock(
                LockedPart.Name.NODE,
                deb("came", "1", "a"),
                deb("kept", "1", "a"),
                deb("new", "2", "b"),
                deb("re", "1", "b"));
        assertThat(LockDifference.between(before, after))
                .containsExactly(Map.entry(
                        LockedPart.Name.NODE,
                        new LockDifference(
                                List.of(deb("came", "1", "a")),
                                List.of(deb("gone", "1", "a")),
                                List.of(
                                        new LockDifference.Change(deb("new", "1", "a"), deb("new", "2", "b")),
                                        new LockDifference.Change(deb("re", "1", "a"), deb("re", "1", "b"))))));
    }

    @Test
    void aPackageThatMayBeThereInSeveralVersionsIsAddedOnce() {
        LockFile before = lock(LockedPart.Name.NODE, deb("kernel", "1", "a"), deb("kernel", "2", "b"));
        LockFile after = lock(LockedPart.Name.NODE, deb("kernel", "2", "b"), deb("kernel", "3", "c"));
        LockDifference difference = LockDifference.between(before, after).get(LockedPart.Name.NODE);
        assertThat(difference.added()).isEmpty();
        assertThat(difference.removed()).isEmpty();
        assertThat(difference.changed())
                .containsExactly(new LockDifference.Change(deb("kernel", "1", "a"), deb("kernel", "3", "c")));
    }

    @Test
    void anotherServerIsNoDifference() {
        var moved = new PackageDescription(
                "kept", "1", "amd64", new DataSize(1), Optional.empty(), "http://y/kept", "sha256:" + "a".repeat(64));
        assertThat(LockDifference.between(
                                lock(LockedPart.Name.ADMIN, deb("kept", "1", "a")), lock(LockedPart.Name.ADMIN, moved))
                        .get(LockedPart.Name.ADMIN)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void partsComeAndGo() {
        assertThat(LockDifference.between(
                        lock(LockedPart.Name.NODE, deb("a", "1", "a")),
                        lock(LockedPart.Name.ADMIN, deb("b", "1", "a"))))
                .containsExactly(
                        Map.entry(
                                LockedPart.Name.NODE,
                                new LockDifference(List.of(), List.of(deb("a", "1", "a")), List.of())),
                        Map.entry(
                                LockedPart.Name.ADMIN,
                                new LockDifference(List.of(deb("b", "1", "a")), List.of(), List.of())));
    }
}
