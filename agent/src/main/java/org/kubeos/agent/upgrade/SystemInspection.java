package org.kubeos.agent.upgrade;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.node.Machine;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.ext4.Ext4File;
import org.kubeos.diskimage.ext4.Ext4Reader;
import org.kubeos.nodelayout.NodeFirmware;
import org.kubeos.nodelayout.OsRelease;

/** Looks at a finished root file system: what it says of itself, and whether a machine can start it. */
final class SystemInspection {

    /** What GRUB loads. */
    private static final List<String> BOOT_FILES = List.of("boot/vmlinuz", "boot/initramfs.img");

    private static final String INIT = "sbin/init";

    private static final String FSTAB = "etc/fstab";

    /** In bytes; os-release and fstab have some hundred. */
    private static final int MAX_TEXT = 64 << 10;

    // System V ABI, "ELF Header".
    private static final int ELF_MAGIC = 0x7F454C46;
    private static final int ELF_MACHINE = 18;
    private static final int ELF_HEADER = 20;

    private final Machine machine;
    private final Optional<NodeFirmware> firmware;
    private final String where;

    /**
     * @param firmware of this machine; empty if that isn't known
     * @param where the content comes from, for messages
     */
    SystemInspection(Machine machine, Optional<NodeFirmware> firmware, String where) {
        this.machine = machine;
        this.firmware = firmware;
        this.where = where;
    }

    /**
     * @return the OS version
     * @throws AgentException if it isn't a root file system that {@code machine} can start
     */
    String inspect(DiskReader content) throws IOException {
        try {
            Ext4Reader files = Ext4Reader.open(content);
            for (String file : BOOT_FILES) {
                find(files, file);
            }
            requireMachine(files, find(files, INIT));
            requireFirmware(files);
            OsRelease release = OsRelease.parse(
                    new String(files.read(find(files, OsRelease.PATH), MAX_TEXT), StandardCharsets.UTF_8));
            return release.get(OsRelease.VERSION_ID)
                    .orElseThrow(() -> new AgentException("/" + OsRelease.PATH + " of " + where
                            + " has no VERSION_ID, so its version isn't known. Is it an image of KubeOS?"));
        } catch (CorruptImageException e) {
            throw new AgentException(
                    where + " holds no root file system that can be read: " + e.getMessage()
                            + ". Is it an update image, or an upgrade image?",
                    e);
        }
    }

    private Ext4File find(Ext4Reader files, String path) throws IOException {
        return files.findFollowing(path)
                .orElseThrow(() -> new AgentException(where + " has no /" + path
                        + ", without which a node can't start it. Is it an image of KubeOS?"));
    }

    private void requireMachine(Ext4Reader files, Ext4File program) throws IOException {
        Optional<Integer> found = machine(files, program);
        if (found.isPresent() && found.get() != machine.elfMachine()) {
            throw new AgentException(where + " is for another architecture: its /" + INIT + " is a program for machine "
                    + found.get() + " of ELF, but this node is " + machine.name() + ", which is "
                    + machine.elfMachine() + ".");
        }
    }

    /** With another fstab, BOOT would not be where the agent looks for it, so no trial would ever end well. */
    private void requireFirmware(Ext4Reader files) throws IOException {
        Optional<Ext4File> fstab = files.findFollowing(FSTAB);
        if (fstab.isPresent()) {
            String text = new String(files.read(fstab.get(), MAX_TEXT), StandardCharsets.UTF_8);
            FirmwareFit.find(firmware, NodeFirmware.ofFstab(text), where).ifPresent(problem -> {
                throw new AgentException(problem);
            });
        }
    }

    /** Empty for what is no ELF file, such as a script. */
    private static Optional<Integer> machine(Ext4Reader files, Ext4File program) throws IOException {
        var header = new Header();
        try {
            files.copyTo(program, header);
        } catch (EOFException e) {
            // The header is complete.
        }
        ByteBuffer bytes = header.bytes.flip();
        return bytes.limit() == ELF_HEADER && bytes.getInt(0) == ELF_MAGIC
                ? Optional.of((int) bytes.order(ByteOrder.LITTLE_ENDIAN).getShort(ELF_MACHINE))
                : Optional.empty();
    }

    /** Takes a file's first bytes, and then no more. */
    private static final class Header implements WritableByteChannel {

        private final ByteBuffer bytes = ByteBuffer.allocate(ELF_HEADER);

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (!bytes.hasRemaining()) {
                throw new EOFException("enough");
            }
            int count = Math.min(bytes.remaining(), source.remaining());
            bytes.put(source.slice(source.position(), count));
            int all = source.remaining();
            source.position(source.limit());
            return all;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
