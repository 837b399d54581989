package org.kubeos.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds what docs/architecture.md says about the agent's packages. */
@AnalyzeClasses(packages = "org.kubeos.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class AgentArchitectureTest {

    @ArchTest
    static final ArchRule noPackagesInACircle =
            slices().matching("org.kubeos.agent.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatChangesTheNodeDoesNotKnowWhoAsks = noClasses()
            .that()
            .resideOutsideOfPackages("org.kubeos.agent.api..", "org.kubeos.agent.cli..", "org.kubeos.agent.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.kubeos.agent.api..", "org.kubeos.agent.cli..");

    @ArchTest
    static final ArchRule noMapperWithItsHundredsOfClasses =
            noClasses().should().dependOnClassesThat().areAssignableTo(ObjectMapper.class);

    @ArchTest
    static final ArchRule onlyOneModuleStartsProcesses =
            noClasses().should().dependOnClassesThat().belongToAnyOf(ProcessBuilder.class, Process.class);
}
