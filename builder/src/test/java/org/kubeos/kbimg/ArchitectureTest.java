package org.kubeos.kbimg;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Holds what docs/architecture.md says about who may know whom. */
@AnalyzeClasses(packages = "org.kubeos", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Set<String> LIBRARIES =
            Set.of("diskimage", "nodelayout", "oci", "process", "slotimage", "yamlschema");

    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|([^|]*)\\|");

    @ArchTest
    static final ArchRule dependenciesAreThoseOfThePage = arrows();

    private static ArchRule arrows() {
        Map<String, List<String>> arrows = new TreeMap<>();
        for (String line : section("## Dependencies\n").lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                arrows.put(
                        row.group(1),
                        Stream.of(row.group(2).replaceAll("[` ]", "").split(","))
                                .filter(name -> !name.isEmpty())
                                .toList());
            }
        }
        var rule = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String name : arrows.keySet()) {
            String parent = LIBRARIES.contains(name) ? "org.kubeos." : "org.kubeos.kbimg.";
            rule = rule.layer(name).definedBy(parent + name + "..");
        }
        for (Map.Entry<String, List<String>> arrow : arrows.entrySet()) {
            rule = arrow.getValue().isEmpty()
                    ? rule.whereLayer(arrow.getKey()).mayNotAccessAnyLayer()
                    : rule.whereLayer(arrow.getKey())
                            .mayOnlyAccessLayers(arrow.getValue().toArray(String[]::new));
        }
        return rule;
    }

    private static String section(String heading) {
        try {
            String page = Files.readString(Path.of("../docs/architecture.md"));
            String rest = page.substring(page.indexOf(heading) + heading.length());
            return rest.substring(0, rest.indexOf("\n## "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
