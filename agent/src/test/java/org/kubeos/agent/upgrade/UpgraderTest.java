package org.kubeos.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.UsageException;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.nodelayout.NodeFirmware;
import org.kubeos.nodelayout.Slot;
import org.kubeos.nodelayout.TrustStore;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.oci.signature.ImageSigner;
import org.kubeos.oci.signature.UntrustedImageException;
import org.kubeos.process.FileLock;

class UpgraderTest {

    @TempDir
    static Path shared;

    private static final AtomicInteger TESTS = new AtomicInteger();

    static final TestSigner SIGNER = TestSigner.create();
    static Path v1;
    static Path v2;
    static TestImage image;
    static String name;

    Path directory;
    TestNode node;

    @BeforeAll
    static void build() throws IOException {
        v1 = TestSystem.of("v1", 0).write(shared.resolve("v1.img"));
        TestSystem system = TestSystem.of("v2", 2);
        v2 = system.write(shared.resolve("v2.img"));
        image = TestImage.create(shared, system, v2);
        name = image.addTo(shared.resolve("layout"), "v2", SIGNER);
    }

    @BeforeEach
    void install(TestInfo test) throws IOException {
        directory = Files.createDirectory(
                shared.resolve(test.getTestMethod().orElseThrow().getName() + TESTS.incrementAndGet()));
        node = TestNode.create(directory.resolve("node"), "v1", v1, TestNode.SLOT);
        node.trust(SIGNER);
    }

    PreparedUpgrade prepare(UpgradeRequest request) {
        return node.upgrader().prepare(request, Events.NONE);
    }

    void requireV2() throws IOException {
        assertThat(node.content(Slot.B, Files.size(v2))).isEqualTo(Files.readAllBytes(v2));
    }

    @Test
    void writesWhatTheSlotImageHolds() throws IOException {
        Digest running = node.digest(Slot.A);

        PreparedUpgrade prepared = prepare(UpgradeRequest.of(name));

        requireV2();
        assertThat(prepared.slot()).isEqualTo(Slot.B);
        assertThat(prepared.version()).isEqualTo("v2");
        assertThat(prepared.imageDigest()).isEqualTo(image.digest());
        assertThat(prepared.contentDigest()).isEqualTo(TestSystem.digest(v2));
        assertThat(prepared.size()).isEqualTo(Files.size(v2));
        assertThat(node.digest(Slot.A)).isEqualTo(running);
        SlotRecords.SlotRecord record = SlotRecords.of(node.root).find(Slot.B).orElseThrow();
        assertThat(record)
                .isEqualTo(
                        new SlotRecords.SlotRecord("v2", name, image.digest(), TestSystem.digest(v2), Files.size(v2)));
    }

    /** Two of twenty packages have changed, and what lists them. */
    @Test
    void fetchesOnlyWhatTheRunningSlotLacks() {
        Transfer transfer = prepare(UpgradeRequest.of(name)).transfer();

        long blob = image.slotImage().frames().descriptor().size();
        assertThat(transfer.copied()).isGreaterThan(17 * (256 << 10));
        assertThat(transfer.fetched()).isPositive().isLessThan(blob / 5);
    }

    @Test
    void leavesWhatIsBehindTheContentAlone() throws IOException {
        byte[] before = new byte[(int) TestNode.SLOT];
        Arrays.fill(before, (byte) 7);
        Files.write(node.device(Slot.B), before);

        prepare(UpgradeRequest.of(name));

        requireV2();
        byte[] after = Files.readAllBytes(node.device(Slot.B));
        assertThat(Arrays.copyOfRange(after, (int) Files.size(v2), after.length))
                .containsOnly(7);
    }

    @Test
    void aSecondTimeWritesNothing() throws IOException {
        prepare(UpgradeRequest.of(name));
        node.storages = FaultyStorage.counting(node.storages);

        PreparedUpgrade again = prepare(UpgradeRequest.of(name));

        assertThat(again.transfer()).isEqualTo(new Transfer(Files.size(v2), 0, 0, 0));
        assertThat(FaultyStorage.writes()).isZero();
        requireV2();
    }

    @Test
    void fetchesAllIfNeitherSlotCanBeRead() throws IOException {
        node.storages = FaultyStorage.unreadable(node.storages);

        Transfer transfer = prepare(UpgradeRequest.of(name)).transfer();

        assertThat(transfer.fetched())
                .isEqualTo(image.slotImage().frames().descriptor().size());
        requireV2();
    }

    @Test
    void planWritesNothing() throws IOException {
        Digest before = node.digest(Slot.B);

        UpgradePlan plan = node.upgrader().plan(UpgradeRequest.of(name), Events.NONE);

        assertThat(plan.version()).contains("v2");
        assertThat(plan.slot()).isEqualTo(Slot.B);
        assertThat(plan.transfer()).isEqualTo(prepare(UpgradeRequest.of(name)).transfer());
        assertThat(before).isNotEqualTo(node.digest(Slot.B));
    }

    @Test
    void tellsWhatItDoes() {
        var steps = new ArrayList<String>();
        node.upgrader().prepare(UpgradeRequest.of(name), event -> {
            if (event instanceof Event.Step(String step)) {
                steps.add(step);
            }
        });

        assertThat(steps)
                .containsExactly(
                        "Looking up " + name,
                        "Verifying the signatures of " + name,
                        "Comparing with what the slots hold",
                        "Copying what the slots have",
                        "Fetching what neither slot has",
                        "Reading the slot back");
    }

    // What is refused, before anything is written

    void refuses(UpgradeRequest request, Class<? extends Throwable> type, String... words) throws IOException {
        Digest before = node.digest(Slot.B);
        assertThatThrownBy(() -> prepare(request)).isInstanceOf(type).hasMessageContainingAll(words);
        assertThat(node.digest(Slot.B)).isEqualTo(before);
    }

    @Test
    void refusesWhatNobodyTrustedHasSigned() throws IOException {
        node.trust(TestSigner.create());
        refuses(
                UpgradeRequest.of(name),
                UntrustedImageException.class,
                "Can't trust",
                image.digest().toString());
        assertThat(prepare(UpgradeRequest.of(name).withInsecure()).version()).isEqualTo("v2");
    }

    @Test
    void refusesUnsignedImagesWhereNobodyIsTrusted() throws IOException {
        Files.delete(node.root.path("/" + TrustStore.POLICY));
        refuses(UpgradeRequest.of(name), AgentException.class, "names nobody", "--insecure");
    }

    @Test
    void takesUnsignedImagesIfTheConfigSaysSoAndNobodyIsTrusted() throws IOException {
        node.settings = node.settings.withAllowUnsigned(true);
        node.trust(TestSigner.create());
        refuses(UpgradeRequest.of(name), UntrustedImageException.class, "Can't trust");
        Files.delete(node.root.path("/" + TrustStore.POLICY));
        assertThat(prepare(UpgradeRequest.of(name)).version()).isEqualTo("v2");
    }

    @Test
    void refusesIfTheKeysCannotBeRead() throws IOException {
        Files.delete(node.root.path("/" + TrustStore.DIRECTORY + "/" + TrustStore.keyFile(SIGNER.fingerprint())));
        refuses(UpgradeRequest.of(name), AgentException.class, "Can't tell who is trusted", "is missing");
    }

    @Test
    void refusesAnotherDigest() throws IOException {
        refuses(
                UpgradeRequest.of(name).withDigest(TestSystem.digest(v1)),
                AgentException.class,
                "has the digest " + image.digest(),
                "is expected");
        assertThat(prepare(UpgradeRequest.of(name).withDigest(image.platform().digest()))
                        .version())
                .isEqualTo("v2");
    }

    @Test
    void refusesWhileTheRunningVersionIsNotConfirmed() throws IOException {
        node.obstacle = Optional.of("the running version isn't confirmed yet. Decide: kubeos confirm.");
        refuses(
                UpgradeRequest.of(name),
                RefusedException.class,
                "Can't write slot B: the running version isn't confirmed yet",
                "kubeos confirm");
    }

    @Test
    void refusesWhatHasFailedBefore() throws IOException {
        node.quarantine = Optional.of("kubelet did not start");
        refuses(UpgradeRequest.of(name), AgentException.class, "kubelet did not start", "kubeos retry");
    }

    @Test
    void refusesOlderVersions() throws IOException {
        node.write("/usr/lib/os-release", "VERSION_ID=v10\n");
        refuses(UpgradeRequest.of(name), AgentException.class, "v2 is older than the running v10", "--allow-downgrade");
        assertThat(prepare(UpgradeRequest.of(name).withDowngrade()).version()).isEqualTo("v2");
    }

    @Test
    void refusesWhatIsLargerThanTheSlot() throws IOException {
        node = TestNode.create(directory.resolve("small"), "v1", v1, Files.size(v1));
        node.trust(SIGNER);
        try (var file = new RandomAccessFile(node.device(Slot.B).toFile(), "rw")) {
            file.setLength(Files.size(v2) - 1);
        }
        refuses(UpgradeRequest.of(name), AgentException.class, "has only " + (Files.size(v2) - 1));
    }

    @Test
    void refusesImagesForAnotherFirmwareBeforeAnythingIsFetched() throws IOException {
        String uefi = TestImage.create(
                        directory, TestSystem.of("v2", 2), v2, "amd64", Map.of("org.kubeos.image.firmware", "uefi"))
                .addTo(directory.resolve("layout"), "v2", SIGNER);
        Files.createDirectories(node.root.path("/sys/firmware"));
        refuses(
                UpgradeRequest.of(uefi),
                RefusedException.class,
                "is for machines with UEFI, but this node was started by a legacy BIOS. Build it with: firmware: bios");
        Files.createDirectories(node.root.path("/sys/firmware/efi"));
        assertThat(prepare(UpgradeRequest.of(uefi)).version()).isEqualTo("v2");
    }

    /** Without a label, the content says it. It is in the slot by then, but can't boot. */
    @Test
    void aSystemForAnotherFirmwareNeverBecomesBootable() throws IOException {
        TestSystem system = TestSystem.of("v2", 2).forFirmware(NodeFirmware.BIOS);
        String bios = TestImage.create(directory, system, system.write(directory.resolve("bios.img")))
                .addTo(directory.resolve("layout"), "v2", SIGNER);
        Files.createDirectories(node.root.path("/sys/firmware/efi"));
        assertThatThrownBy(() -> prepare(UpgradeRequest.of(bios)))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is for machines with a legacy BIOS, but this node was started by UEFI");
        assertThat(node.content(Slot.B, 4096)).containsOnly(0);
        Files.delete(node.root.path("/sys/firmware/efi"));
        assertThat(prepare(UpgradeRequest.of(bios)).version()).isEqualTo("v2");
    }

    @Test
    void refusesOtherArchitectures() throws IOException {
        TestSystem system = TestSystem.of("v2", 2);
        String other =
                TestImage.create(directory, system, v2, "arm64").addTo(directory.resolve("layout"), "v2", SIGNER);
        refuses(UpgradeRequest.of(other), AgentException.class, "linux/arm64", "this node is linux/amd64");
    }

    @Test
    void refusesAMountedSlot() throws IOException {
        node.write("/proc/self/mountinfo", """
                22 1 8:2 / / ro,relatime - ext4 /dev/root ro
                24 22 8:3 / /mnt rw,relatime - ext4 /dev/sda3 rw
                """);
        refuses(UpgradeRequest.of(name), AgentException.class, "mounted at /mnt", "umount /mnt");
    }

    @Test
    void refusesASecondUpgradeAtTheSameTime() throws IOException {
        Path lock = SlotRecords.directory(node.root).resolve("upgrade.lock");
        Files.createDirectories(lock.getParent());
        try (FileLock _ = FileLock.acquire(lock)) {
            refuses(UpgradeRequest.of(name), AgentException.class, "Another upgrade is under way");
        }
        prepare(UpgradeRequest.of(name));
    }

    @Test
    void refusesNonsense() throws IOException {
        refuses(UpgradeRequest.of("kubeos"), UsageException.class, "Can't upgrade to 'kubeos'", "oci:DIR");
        refuses(UpgradeRequest.of("/missing.img"), UsageException.class, "is no file");
        refuses(UpgradeRequest.of("http://example.org/update.img"), RefusedException.class, "is not HTTPS");
        refuses(UpgradeRequest.of("https://example.org/update.img"), UsageException.class, "needs a digest");
    }

    /** Whoever writes to the registry can attach anything to an image that is signed by itself only. Here, it has no archive. */
    @Test
    void takesNoSlotImageThatIsNotSigned() throws IOException {
        var layout = directory.resolve("layout");
        image.addTo(layout, "v2");
        new ImageSigner(SIGNER)
                .sign(
                        new LayoutWriter(TestImage.NAME, layout),
                        image.platform().digest(),
                        "example.org/kubeos:v2",
                        Map.of());
        refuses(UpgradeRequest.of("oci:" + layout + ":v2"), OciException.class, "Can't take /os.tar out of");
    }

    // What shows only while fetching or after writing

    /** A chunk that isn't what the signed index says is never written. */
    @Test
    void refusesDamagedFrames() throws IOException {
        Path layout = directory.resolve("layout");
        String damaged = image.addTo(layout, "v2", SIGNER);
        Path frames = layout.resolve("blobs/sha256/"
                + image.slotImage().frames().descriptor().digest().hex());
        byte[] bytes = Files.readAllBytes(frames);
        for (int i = 0; i < bytes.length; i += 1000) {
            bytes[i] ^= 1;
        }
        // It is a link to the file that all tests share.
        Files.delete(frames);
        Files.write(frames, bytes);

        assertThatThrownBy(() -> prepare(UpgradeRequest.of(damaged)))
                .isInstanceOf(OciException.class)
                .hasMessageContaining("is damaged");
        requireNoFileSystem();
        assertThat(SlotRecords.of(node.root).find(Slot.B)).isEmpty();
        prepare(UpgradeRequest.of(name));
        requireV2();
    }

    void requireNoFileSystem() throws IOException {
        assertThat(node.content(Slot.B, SlotWriter.HEAD)).containsOnly(0);
    }

    @Test
    void refusesAVersionThatTheContentDoesNotHave() throws IOException {
        String lying = TestImage.create(directory, TestSystem.of("v3", 2), v2)
                .addTo(directory.resolve("layout"), "v3", SIGNER);
        assertThatThrownBy(() -> prepare(UpgradeRequest.of(lying)))
                .isInstanceOf(AgentException.class)
                .hasMessageContainingAll("says that it is version v3", "says v2");
        requireNoFileSystem();
    }

    @Test
    void refusesProgramsForAnotherMachine() throws IOException {
        var system = new TestSystem("v2", 183, List.of(1));
        String foreign = TestImage.create(directory, system, system.write(directory.resolve("foreign.img")))
                .addTo(directory.resolve("layout"), "v2", SIGNER);
        assertThatThrownBy(() -> prepare(UpgradeRequest.of(foreign)))
                .isInstanceOf(AgentException.class)
                .hasMessageContainingAll("another architecture", "x86_64");
        requireNoFileSystem();
    }

    /** Whatever fails, the running slot is as it was, the other one is no half-written system, and a second attempt succeeds. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void survivesFailureAtEveryWriteAndSync(boolean torn) throws IOException {
        Upgrader.StorageOpener intact = node.storages;
        Digest running = node.digest(Slot.A);
        byte[] old = Files.readAllBytes(TestSystem.of("v0", 6).write(directory.resolve("v0.img")));
        int failing = 0;
        int failures = 0;
        while (failures == failing) {
            Files.write(node.device(Slot.B), Arrays.copyOf(old, (int) TestNode.SLOT));
            node.storages = FaultyStorage.failing(intact, failing, torn);
            try {
                prepare(UpgradeRequest.of(name));
                node.storages = intact;
            } catch (AgentException e) {
                assertThat(e).hasMessage("Can't upgrade to " + name + ": Input/output error");
                failures++;
                node.storages = intact;
                requireOldNewOrNone(old);
                prepare(UpgradeRequest.of(name));
            }
            requireV2();
            failing++;
        }
        assertThat(failures).isGreaterThan(12);
        assertThat(node.digest(Slot.A)).isEqualTo(running);
    }

    private void requireOldNewOrNone(byte[] old) throws IOException {
        byte[] there = node.content(Slot.B, old.length);
        boolean none = Arrays.equals(there, 1024, 2048, new byte[1024], 0, 1024);
        boolean isNew = TestNode.startsWith(node.content(Slot.B, Files.size(v2)), Files.readAllBytes(v2));
        assertThat(none || isNew || Arrays.equals(there, old)).isTrue();
        assertThat(isNew || SlotRecords.of(node.root).find(Slot.B).isEmpty()).isTrue();
    }

    @Test
    void namesTheFirstBadChunkIfTheDiskForgets() throws IOException {
        node.storages = FaultyStorage.forgetting(node.storages, 5 << 20);
        assertThatThrownBy(() -> prepare(UpgradeRequest.of(name)))
                .isInstanceOf(AgentException.class)
                .hasMessageContainingAll("does not hold what was written", "the chunk of", "disk may be failing");
        requireNoFileSystem();
    }
}
