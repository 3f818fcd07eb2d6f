package io.countersign;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.countersign.engine.Engine;
import org.junit.jupiter.api.Test;

/** The packages of core as agent/README.md draws them: what stands further down knows nothing of what stands above. */
class ArchitectureTest {
    /** By where they are: other packages of the same beginning are on the path of the tests. */
    private static final JavaClasses CORE =
            new ClassFileImporter().importUrl(Engine.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void packagesKnowOnlyThoseBelowThem() {
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .layer("client").definedBy("io.countersign.client..")
                .layer("status").definedBy("io.countersign.status..")
                .layer("discovery").definedBy("io.countersign.discovery..")
                .layer("engine").definedBy("io.countersign.engine..")
                .layer("store").definedBy("io.countersign.store..")
                .layer("policy").definedBy("io.countersign.policy..")
                .layer("credential").definedBy("io.countersign.credential..")
                .layer("schema").definedBy("io.countersign.schema..")
                .layer("secret").definedBy("io.countersign.secret..")
                .layer("background").definedBy("io.countersign.background..")
                .layer("request").definedBy("io.countersign.request..")
                .layer("body").definedBy("io.countersign.body..")
                .layer("match").definedBy("io.countersign.match..")
                .layer("key").definedBy("io.countersign.key..")
                .layer("yaml").definedBy("io.countersign.yaml..")
                .layer("text").definedBy("io.countersign.text..")
                .layer("log").definedBy("io.countersign.log..")
                .whereLayer("client").mayNotBeAccessedByAnyLayer()
                .whereLayer("discovery").mayNotBeAccessedByAnyLayer()
                .whereLayer("status").mayNotBeAccessedByAnyLayer()
                .whereLayer("store").mayNotBeAccessedByAnyLayer()
                .whereLayer("engine").mayOnlyBeAccessedByLayers("client", "status", "discovery")
                .whereLayer("policy").mayOnlyBeAccessedByLayers("engine", "status")
                .whereLayer("credential").mayOnlyBeAccessedByLayers("status", "policy", "engine", "store")
                .whereLayer("schema").mayOnlyBeAccessedByLayers("credential", "policy")
                .whereLayer("secret").mayOnlyBeAccessedByLayers("key", "schema", "credential", "policy", "engine", "status", "discovery", "store")
                .whereLayer("background").mayOnlyBeAccessedByLayers("secret", "schema", "credential", "policy", "engine", "store")
                .whereLayer("body").mayOnlyBeAccessedByLayers("client")
                .whereLayer("match").mayOnlyBeAccessedByLayers("credential", "policy", "engine")
                .whereLayer("key").mayOnlyBeAccessedByLayers("schema", "credential", "policy", "engine", "store")
                .whereLayer("yaml").mayOnlyBeAccessedByLayers("key", "schema", "policy", "status")
                .check(CORE);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.countersign.(*)..").should().beFreeOfCycles().check(CORE);
    }

    /** They would set up what the application must set up itself, or cost the start of every program. */
    @Test
    void theApplicationsOwnSurroundingsAreNotTouched() {
        ArchRuleDefinition.noClasses().should().dependOnClassesThat().resideInAnyPackage("java.util.logging..", "javax.management..",
                "java.util.regex..", "javax.net..", "java.net.http..", "java.sql..").check(CORE);
    }

    /** Other packages must not load it: it is there for keys, and the agent's jar has what those need of it alone. */
    @Test
    void onlyKeyKnowsTheLibraryForKeys() {
        ArchRuleDefinition.noClasses().that().resideOutsideOfPackage("io.countersign.key..")
                .should().dependOnClassesThat().resideInAPackage("org.bouncycastle..").check(CORE);
    }

    @Test
    void onlyTextKnowsTheLibraryForJson() {
        ArchRuleDefinition.noClasses().that().resideOutsideOfPackage("io.countersign.text..")
                .should().dependOnClassesThat().resideInAPackage("com.nimbusds..").check(CORE);
    }

    @Test
    void onlyYamlKnowsTheYamlLibrary() {
        ArchRuleDefinition.noClasses().that().resideOutsideOfPackage("io.countersign.yaml..")
                .should().dependOnClassesThat().resideInAPackage("org.yaml..").check(CORE);
    }
}
