package org.kubeos.kbimg;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds what docs/architecture.md says about who may know whom. */
@AnalyzeClasses(packages = "org.kubeos", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dependenciesPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy("org.kubeos.kbimg.cli..")
            .layer("artifact")
            .definedBy("org.kubeos.kbimg.artifact..")
            .layer("oci")
            .definedBy("org.kubeos.oci..")
            .layer("rootfs")
            .definedBy("org.kubeos.kbimg.rootfs..")
            .layer("customize")
            .definedBy("org.kubeos.kbimg.customize..")
            .layer("boot")
            .definedBy("org.kubeos.kbimg.boot..")
            .layer("distro")
            .definedBy("org.kubeos.kbimg.distro..")
            .layer("config")
            .definedBy("org.kubeos.kbimg.config..")
            .layer("host")
            .definedBy("org.kubeos.kbimg.host..")
            .layer("process")
            .definedBy("org.kubeos.process")
            .layer("yamlschema")
            .definedBy("org.kubeos.yamlschema..")
            .layer("nodelayout")
            .definedBy("org.kubeos.nodelayout..")
            .layer("diskimage")
            .definedBy("org.kubeos.diskimage..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("artifact")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("rootfs")
            .mayOnlyBeAccessedByLayers("artifact", "cli")
            .whereLayer("oci")
            .mayOnlyBeAccessedByLayers("artifact", "config", "cli")
            .whereLayer("customize")
            .mayOnlyBeAccessedByLayers("artifact")
            .whereLayer("distro")
            .mayOnlyBeAccessedByLayers("boot", "rootfs", "customize", "artifact", "cli")
            .whereLayer("boot")
            .mayOnlyBeAccessedByLayers("rootfs", "customize", "artifact")
            .whereLayer("host")
            .mayOnlyAccessLayers("process", "nodelayout")
            .whereLayer("oci")
            .mayOnlyAccessLayers("diskimage", "process")
            .whereLayer("yamlschema")
            .mayNotAccessAnyLayer()
            .whereLayer("process")
            .mayNotAccessAnyLayer()
            .whereLayer("nodelayout")
            .mayNotAccessAnyLayer()
            .whereLayer("diskimage")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule noPackagesInACircle =
            slices().matching("org.kubeos.kbimg.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noPackageOfAnyDepthInACircle =
            slices().matching("org.kubeos.kbimg.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyOneModuleStartsProcesses = noClasses()
            .that()
            .resideOutsideOfPackages("org.kubeos.process", "org.kubeos.kbimg.host.qemu", "org.kubeos.testkit..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class, Process.class);

    @ArchTest
    static final ArchRule nothingThatMakesBytesReadsTheClock = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.kubeos.diskimage..",
                    "org.kubeos.kbimg.boot..",
                    "org.kubeos.kbimg.customize..",
                    "org.kubeos.kbimg.artifact..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(java.util.Random.class, java.security.SecureRandom.class);
}
