package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.Machine;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotDevice;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.SlotRecords.SlotRecord;
import org.kubeos.agent.node.SlotStorage;
import org.kubeos.agent.node.Slots;
import org.kubeos.agent.node.SyncedFiles;
import org.kubeos.agent.upgrade.SlotContent.Written;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;
import org.kubeos.process.FileLock;

/**
 * Brings the slot that doesn't run to another version. It resolves and verifies the source, makes sure that it fits this node,
 * writes what the slot lacks, and reads all of it back from the disk.
 *
 * <p>It can be cut at any point. The slot is then either as before, or no file system at all, and the same request goes on from
 * there. Nothing but the slot and the agent's state is written.
 */
public final class Upgrader {

    private static final String LOCK = "upgrade.lock";

    private final NodeRoot root;
    private final UpgradeSettings settings;
    private final UpgradeConditions conditions;
    private final Machine machine;
    private final Clock clock;
    private final StorageOpener storages;

    /** Opens a slot. */
    @FunctionalInterface
    interface StorageOpener {
        SlotStorage open(Path device, boolean toWrite) throws IOException;
    }

    public Upgrader(NodeRoot root, UpgradeSettings settings, UpgradeConditions conditions) {
        this(root, settings, conditions, Machine.current(), Clock.systemUTC(), Upgrader::open);
    }

    Upgrader(
            NodeRoot root,
            UpgradeSettings settings,
            UpgradeConditions conditions,
            Machine machine,
            Clock clock,
            StorageOpener storages) {
        this.root = root;
        this.settings = settings;
        this.conditions = conditions;
        this.machine = machine;
        this.clock = clock;
        this.storages = storages;
    }

    private static SlotStorage open(Path device, boolean toWrite) throws IOException {
        return toWrite ? SlotDevice.openToWrite(device) : SlotDevice.openToRead(device);
    }

    /**
     * Tells what {@link #prepare} would do. Nothing is written.
     *
     * @throws AgentException as {@code prepare} does
     * @throws org.kubeos.oci.OciException as {@code prepare} does
     */
    public UpgradePlan plan(UpgradeRequest request, Events events) {
        try (FileLock _ = lock();
                Attempt attempt = new Attempt(request, events, false)) {
            return attempt.plan();
        } catch (IOException e) {
            throw failure(request, e);
        }
    }

    /**
     * Brings the slot that doesn't run to what the request names. If it already holds that, only the reading back is done.
     *
     * @throws AgentException if another upgrade is under way, the request can't be met or must not be, or the disk fails
     * @throws org.kubeos.oci.OciException if the source is damaged, isn't trusted, or can't be fetched
     */
    public PreparedUpgrade prepare(UpgradeRequest request, Events events) {
        try (FileLock _ = lock();
                Attempt attempt = new Attempt(request, events, true)) {
            return attempt.prepare();
        } catch (IOException e) {
            throw failure(request, e);
        }
    }

    private static AgentException failure(UpgradeRequest request, IOException e) {
        return new AgentException("Can't upgrade to " + request.source() + ": " + e.getMessage(), e);
    }

    private FileLock lock() throws IOException {
        Path directory = SlotRecords.directory(root);
        SyncedFiles.makeDirectories(directory);
        return FileLock.tryAcquire(directory.resolve(LOCK))
                .orElseThrow(() ->
                        new RefusedException("Another upgrade is under way. Wait until it has ended: kubeos status."));
    }

    /** One upgrade, from its request on. */
    private final class Attempt implements SlotContent.Target, AutoCloseable {

        private final UpgradeRequest request;
        private final Events events;
        private final Slots slots;
        private final SlotRecords records;
        private final SlotStorage slot;
        private final Optional<SlotStorage> running;
        private final Throttle throttle;
        private Optional<String> version = Optional.empty();
        private Optional<Digest> image = Optional.empty();

        Attempt(UpgradeRequest request, Events events, boolean toWrite) throws IOException {
            this.request = request;
            this.events = events;
            this.throttle = new Throttle(settings.bandwidth());
            this.records = SlotRecords.of(root);
            this.slots = Slots.of(root);
            Slot other = slots.other();
            slots.requireUnused(other);
            requireNoObstacle();
            this.slot = storages.open(slots.device(other), toWrite);
            this.running = openRunning();
        }

        /** Without it, all is fetched. */
        private Optional<SlotStorage> openRunning() {
            try {
                return Optional.of(storages.open(slots.device(slots.running()), false));
            } catch (IOException e) {
                events.warn("Can't read the running slot, so all is fetched: " + e.getMessage());
                return Optional.empty();
            }
        }

        private void requireNoObstacle() {
            conditions.obstacle().ifPresent(reason -> {
                throw new RefusedException("Can't write slot " + slots.other() + ": " + reason);
            });
        }

        UpgradePlan plan() throws IOException {
            try (Sources sources = sources()) {
                Sources.Found found = sources.find(request);
                requireFit(found);
                return new UpgradePlan(
                        slots.other(),
                        found.content().version(),
                        found.digest(),
                        found.content().plan(this));
            }
        }

        PreparedUpgrade prepare() throws IOException {
            try (Sources sources = sources()) {
                Sources.Found found = sources.find(request);
                requireFit(found);
                Written written = found.content().write(this);
                String present = version.orElseThrow();
                records.put(
                        slots.other(),
                        new SlotRecord(present, request.source(), found.digest(), written.digest(), written.size()));
                events.note("Slot " + slots.other() + " holds version " + present);
                return new PreparedUpgrade(
                        slots.other(), present, found.digest(), written.digest(), written.size(), written.transfer());
            }
        }

        private Sources sources() {
            return new Sources(root, settings, machine, clock, throttle, events);
        }

        private void requireFit(Sources.Found found) {
            image = Optional.of(found.digest());
            found.content().size().ifPresent(size -> {
                if (size > slot.size()) {
                    throw new RefusedException("The root file system of " + request.source() + " has " + size
                            + " bytes, but slot " + slots.other() + " has only " + slot.size()
                            + ". Build it with fewer packages.");
                }
            });
            found.content().version().ifPresent(this::require);
        }

        /** All that tells the version must tell the same one. */
        @Override
        public void require(String wanted) {
            if (version.isPresent() && !version.get().equals(wanted)) {
                throw new AgentException(request.source() + " says that it is version " + version.get()
                        + ", but the os-release in it says " + wanted + ". Make the image again.");
            }
            version = Optional.of(wanted);
            conditions.quarantine(wanted, image.orElseThrow()).ifPresent(reason -> {
                throw new RefusedException(
                        "Version " + wanted + " has failed on this node and isn't tried again by itself: " + reason
                                + ". To try it again: kubeos retry.");
            });
            String current = runningVersion();
            if (!request.allowDowngrade() && OsRelease.VERSION_ORDER.compare(wanted, current) < 0) {
                throw new RefusedException("Version " + wanted + " is older than the running " + current
                        + ". If that is meant, add --allow-downgrade; to return to the other slot: kubeos rollback.");
            }
        }

        private String runningVersion() {
            Path file = root.path("/" + OsRelease.PATH);
            try {
                return OsRelease.parse(Files.readString(file))
                        .get(OsRelease.VERSION_ID)
                        .orElseThrow(() ->
                                new AgentException("Can't tell the running version: " + file + " has no VERSION_ID."));
            } catch (IOException e) {
                throw new AgentException(
                        "Can't tell the running version: can't read " + file + ": " + e.getMessage(), e);
            }
        }

        @Override
        public SlotStorage slot() {
            return slot;
        }

        @Override
        public Optional<SlotStorage> running() {
            return running;
        }

        @Override
        public Throttle throttle() {
            return throttle;
        }

        @Override
        public Events events() {
            return events;
        }

        @Override
        public SlotWriter.Inspection inspection() {
            return content ->
                    require(new SystemInspection(machine, FirmwareFit.of(root), request.source()).inspect(content));
        }

        @Override
        public void beginWriting() throws IOException {
            records.remove(slots.other());
        }

        @Override
        public void close() throws IOException {
            try (slot) {
                if (running.isPresent()) {
                    running.get().close();
                }
            }
        }
    }
}
