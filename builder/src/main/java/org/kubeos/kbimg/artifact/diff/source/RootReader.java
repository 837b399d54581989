package org.kubeos.kbimg.artifact.diff.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Device;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.Fifo;
import org.kubeos.diskimage.tree.FileNode.HardLink;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.Socket;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.artifact.diff.Contents;
import org.kubeos.kbimg.artifact.diff.FileEntry;
import org.kubeos.kbimg.artifact.diff.FileEntry.Content;
import org.kubeos.kbimg.artifact.diff.FileEntry.EntryType;
import org.kubeos.kbimg.artifact.diff.FileListing;
import org.kubeos.kbimg.artifact.diff.RootFileSystem;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.customize.accounts.Accounts;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.customize.units.UnitState;
import org.kubeos.nodelayout.OsRelease;

/** Reads root file systems. */
final class RootReader {

    private RootReader() {}

    /** What an archive's nodes hold; they stay readable for as long as the archive is open. */
    static Contents ofArchive(String name, String kind, Collection<FileNode> nodes, FileTree tree) {
        return of(name, kind, FileListing.of(entries(nodes), Set.of()), tree);
    }

    /** @param tree at least the files that tell of packages, services, accounts, and the boot menu */
    static Contents of(String name, String kind, FileListing files, FileTree tree) {
        var root = new RootFileSystem(
                files, BootLoaders.kernelArguments(tree::findText), UnitState.all(tree), Accounts.of(tree));
        return new Contents(name, kind, facts(tree), PackageLists.in(tree), Optional.of(root), Optional.empty());
    }

    /** KubeOS's version has the name that it has in a manifest. */
    private static SortedMap<String, String> facts(FileTree tree) {
        var facts = new TreeMap<String, String>();
        OsRelease release = OsRelease.parse(OsRelease.PATHS.stream()
                .flatMap(path -> tree.findText(path).stream())
                .findFirst()
                .orElse(""));
        release.get(OsRelease.VERSION_ID).ifPresent(version -> facts.put("version", version));
        release.get(OsRelease.NAME).ifPresent(name -> facts.put("name", name));
        release.get(OsRelease.ID_LIKE).ifPresent(ancestor -> facts.put("based on", ancestor));
        return facts;
    }

    private static List<FileEntry> entries(Collection<FileNode> nodes) {
        Map<String, FileNode> targets = new HashMap<>();
        Map<String, String> firstNames = new HashMap<>();
        nodes.forEach(node -> targets.put(node.path(), node));
        for (FileNode node : nodes) {
            if (node instanceof HardLink link) {
                String first = firstNames.getOrDefault(link.target(), link.target());
                firstNames.put(link.target(), first.compareTo(link.path()) < 0 ? first : link.path());
            }
        }
        var entries = new ArrayList<FileEntry>();
        for (FileNode node : nodes) {
            FileNode file = node instanceof HardLink link ? targets.getOrDefault(link.target(), node) : node;
            String first = firstNames.getOrDefault(file.path(), node.path());
            entries.add(entry(node.path(), file, !first.equals(node.path())));
        }
        return entries;
    }

    private static FileEntry entry(String path, FileNode node, boolean furtherName) {
        return switch (node) {
            case Directory _ -> plain(path, EntryType.DIRECTORY, node.metadata(), "", furtherName);
            case RegularFile file ->
                new FileEntry(
                        path,
                        EntryType.FILE,
                        Optional.of(file.metadata()),
                        file.content().size(),
                        "",
                        furtherName,
                        channel ->
                                file.content().copyTo(channel, 0, file.content().size()));
            case SymbolicLink link -> plain(path, EntryType.LINK, link.metadata(), link.target(), furtherName);
            case Device device ->
                plain(
                        path,
                        EntryType.DEVICE,
                        device.metadata(),
                        device.type() + " " + device.major() + ":" + device.minor(),
                        furtherName);
            case Fifo fifo -> plain(path, EntryType.FIFO, fifo.metadata(), "", furtherName);
            case Socket socket -> plain(path, EntryType.SOCKET, socket.metadata(), "", furtherName);
            case HardLink link -> plain(path, EntryType.FILE, link.metadata(), link.target(), furtherName);
        };
    }

    static FileEntry plain(String path, EntryType type, FileMetadata metadata, String target, boolean furtherName) {
        return new FileEntry(path, type, Optional.of(metadata), 0, target, furtherName, Content.NONE);
    }
}
