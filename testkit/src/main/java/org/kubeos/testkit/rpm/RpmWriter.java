package org.kubeos.testkit.rpm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.eclipse.packager.rpm.FileFlags;
import org.eclipse.packager.rpm.RpmTag;
import org.eclipse.packager.rpm.build.BuilderContext;
import org.eclipse.packager.rpm.build.BuilderOptions;
import org.eclipse.packager.rpm.build.RpmBuilder;
import org.eclipse.packager.rpm.build.SimpleFileInformationCustomizer;
import org.eclipse.packager.rpm.coding.PayloadCoding;
import org.eclipse.packager.rpm.deps.RpmDependencyFlags;
import org.eclipse.packager.rpm.signature.RsaHeaderSignatureProcessor;

/** Writes signed RPMs. */
final class RpmWriter {

    static final String VENDOR = "kbimg test fixture";

    private final PGPPrivateKey key;
    private final Instant built;

    /** @param built the time that the packages carry */
    RpmWriter(PGPPrivateKey key, Instant built) {
        this.key = key;
        this.built = built;
    }

    void write(RpmSpec spec, Path directory) throws IOException {
        var options = new BuilderOptions();
        options.setPayloadCoding(PayloadCoding.GZIP);
        options.setPayloadFlags("1");
        Path target = directory.resolve(spec.fileName());
        try (var rpm = new RpmBuilder(spec.name(), spec.version(), spec.architecture(), target, options)) {
            describe(spec, rpm);
            for (Relation provided : spec.provides()) {
                rpm.addProvides(provided.name(), provided.version(), provided.flags());
            }
            if (!spec.name().equals("setup") && !spec.name().equals("filesystem")) {
                rpm.addRequirement("filesystem", "", RpmDependencyFlags.SCRIPT_PRE, RpmDependencyFlags.PREREQ);
            }
            if (spec.name().equals("filesystem")) {
                rpm.addRequirement("setup", "", RpmDependencyFlags.SCRIPT_PRE, RpmDependencyFlags.PREREQ);
            }
            for (Relation required : spec.requires()) {
                rpm.addRequirement(required.name(), required.version(), required.flags());
            }
            if (spec.name().equals("bash")) {
                rpm.addRecommends(RpmRepository.RECOMMENDED, "");
            }
            spec.postTransaction().ifPresent(script -> rpm.setPostTransactionScript("/bin/sh", script));
            for (RpmFile file : spec.files()) {
                add(file, rpm.newContext());
            }
            rpm.setHeaderCustomizer(header -> header.putInt(RpmTag.BUILDTIME, (int) built.getEpochSecond()));
            rpm.addSignatureProcessor(new RsaHeaderSignatureProcessor(key));
            rpm.build();
        }
    }

    private static void describe(RpmSpec spec, RpmBuilder rpm) {
        RpmBuilder.PackageInformation information = rpm.getInformation();
        information.setVendor(VENDOR);
        information.setLicense("Various");
        information.setSummary(spec.summary());
        information.setDescription(spec.summary());
        information.setBuildHost("localhost");
        information.setSourcePackage(spec.sourcePackage() + ".src.rpm");
    }

    private static void add(RpmFile file, BuilderContext context) throws IOException {
        SimpleFileInformationCustomizer information = info -> {
            info.setMode((short) file.mode());
            info.setUser(file.user());
            info.setGroup(file.group());
            info.setTimestamp(file.modified());
            info.setFileFlags(flags(file.kind()));
        };
        switch (file.kind()) {
            case RpmFile.Regular regular -> context.addFile(file.path(), regular.content(), information);
            case RpmFile.Link link -> context.addSymbolicLink(file.path(), link.target(), information);
            case RpmFile.Directory _ -> context.addDirectory(file.path(), information);
        }
    }

    private static EnumSet<FileFlags> flags(RpmFile.Kind kind) {
        return kind instanceof RpmFile.Regular(var _, boolean configuration) && configuration
                ? EnumSet.of(FileFlags.CONFIGURATION, FileFlags.NOREPLACE)
                : EnumSet.noneOf(FileFlags.class);
    }
}
