package vn.gov.identitylink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.registry.PopulationFigures;
import vn.gov.identitylink.registry.PopulationRegistry;
import vn.gov.identitylink.vneid.Vneid;

/** The shape of the code, as sentences that fail. */
class ArchitectureTest {

    private static final String BASE = "vn.gov.identitylink.";

    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("vn.gov.identitylink");

    /** Which feature may know which: read it from top to bottom, nothing points upwards. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry("contract", Set.of("access", "idempotency", "problem")),
            entry(
                    "signin",
                    Set.of(
                            "account",
                            "registry",
                            "citizen",
                            "access",
                            "audit",
                            "outbox",
                            "idempotency",
                            "problem",
                            "protection",
                            "time")),
            entry(
                    "directory",
                    Set.of(
                            "limit",
                            "linking",
                            "account",
                            "events",
                            "registry",
                            "citizen",
                            "access",
                            "audit",
                            "problem",
                            "time")),
            entry(
                    "documents",
                    Set.of(
                            "cases",
                            "linking",
                            "account",
                            "events",
                            "citizen",
                            "access",
                            "audit",
                            "http",
                            "outbox",
                            "idempotency",
                            "problem",
                            "protection",
                            "time")),
            entry(
                    "events",
                    Set.of(
                            "cases",
                            "citizen",
                            "access",
                            "audit",
                            "http",
                            "neighbour",
                            "outbox",
                            "idempotency",
                            "problem",
                            "protection",
                            "time")),
            entry(
                    "duplicates",
                    Set.of(
                            "linking",
                            "account",
                            "cases",
                            "access",
                            "audit",
                            "idempotency",
                            "outbox",
                            "problem",
                            "protection")),
            entry("accesses", Set.of("account", "access", "audit", "cases", "idempotency", "problem")),
            entry("notices", Set.of("linking", "account", "citizen", "outbox", "problem", "protection", "time")),
            entry(
                    "signals",
                    Set.of("linking", "account", "registry", "vneid", "cases", "citizen", "outbox", "problem", "time")),
            entry(
                    "linking",
                    Set.of(
                            "signin",
                            "cases",
                            "account",
                            "registry",
                            "vneid",
                            "citizen",
                            "access",
                            "audit",
                            "limit",
                            "outbox",
                            "idempotency",
                            "problem",
                            "protection",
                            "time")),
            entry(
                    "verification",
                    Set.of(
                            "account",
                            "registry",
                            "citizen",
                            "access",
                            "audit",
                            "limit",
                            "outbox",
                            "idempotency",
                            "problem",
                            "protection",
                            "time")),
            entry(
                    "account",
                    Set.of(
                            "registry",
                            "citizen",
                            "access",
                            "audit",
                            "http",
                            "outbox",
                            "idempotency",
                            "problem",
                            "protection",
                            "time")),
            entry(
                    "coverage",
                    Set.of(
                            "account",
                            "locality",
                            "registry",
                            "citizen",
                            "access",
                            "audit",
                            "idempotency",
                            "problem",
                            "time")),
            entry("locality", Set.of("citizen", "access", "audit", "problem", "time")),
            entry("cases", Set.of("account", "access", "audit", "idempotency", "outbox", "problem", "protection")),
            entry("registry", Set.of("citizen", "neighbour", "problem", "protection")),
            entry("vneid", Set.of("citizen", "neighbour")),
            entry("limit", Set.of("protection")),
            entry("idempotency", Set.of("access", "problem", "protection", "time")),
            entry("audit", Set.of("access", "http", "time")),
            entry("access", Set.of("citizen", "problem")),
            entry("http", Set.of("problem")),
            entry("problem", Set.of("citizen")),
            entry("outbox", Set.of()),
            entry("protection", Set.of()),
            entry("neighbour", Set.of()),
            entry("time", Set.of()),
            entry("citizen", Set.of()));

    /** Who may see identifying values in full: rows and index, the two neighbours' questions, and what may be shown. */
    private static final Set<String> SEE_UNMASKED_VALUES = Set.of(
            "account.AccountIndex",
            "account.Accounts",
            "account.StoredContact",
            "account.StoredIdentity",
            "coverage.ReadWorklist",
            "directory.IdentityPage",
            "documents.DocumentDetails",
            "documents.DocumentView",
            "linking.LinkRow",
            "linking.LinkView",
            "linking.Links",
            "notices.OldContacts",
            "notices.SendCode",
            "registry.MatchRequest",
            "registry.SoapQuestion",
            "registry.StoredRecord",
            "verification.VerifyIdentity");

    /** Who may write a log line; none of them sees an unmasked value. */
    private static final Set<String> LOG = Set.of(
            "audit.AuditBatches",
            "coverage.RecountAccounts",
            "documents.CopyDocuments",
            "events.RelayOutbox",
            "http.ExceptionMappers",
            "notices.NoticeFiles",
            "registry.HttpPopulationRegistry",
            "registry.OidcRegistryToken",
            "registry.RegistryTry",
            "time.RepeatedWork",
            "vneid.NimbusVneid");

    @Test
    void featuresKnowOnlyWhatIsBelowThem() {
        MAY_KNOW.forEach((feature, known) -> {
            Set<String> allowed = new TreeSet<>(known);
            allowed.add(feature);
            noClasses()
                    .that()
                    .resideInAPackage(BASE + feature)
                    .should()
                    .dependOnClassesThat(describe(
                            "another feature than " + allowed,
                            other -> other.getPackageName().startsWith(BASE)
                                    && !allowed.contains(other.getPackageName().substring(BASE.length()))))
                    .check(SERVICE);
        });
    }

    @Test
    void everyFeatureIsFlatNamedHereAndSaysWhatItIsFor() throws ClassNotFoundException {
        Set<String> features = new TreeSet<>();
        for (JavaClass type : SERVICE) {
            if (!type.getPackageName().equals("vn.gov.identitylink")) {
                features.add(type.getPackageName().substring(BASE.length()));
            }
        }
        assertEquals(new TreeSet<>(MAY_KNOW.keySet()), features);
        for (String feature : features) {
            assertTrue(Class.forName(BASE + feature + ".package-info").isAnnotationPresent(NullMarked.class), feature);
        }
    }

    @Test
    void theValuesOfTheFieldKnowNoFramework() {
        classes()
                .that()
                .resideInAPackage(BASE + "citizen")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", BASE + "citizen")
                .check(SERVICE);
    }

    @Test
    void whatCanComeOfAUseCaseKnowsNoFramework() {
        noClasses()
                .that(describe("are sealed, or one of a sealed family", ArchitectureTest::isSealedFamily))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "io..", "org.hibernate..", "org.eclipse..", "com..")
                .check(SERVICE);
    }

    @Test
    void everyEndpointIsPublicAndSaysWhoMayCallIt() {
        methods()
                .that(describe("are endpoints", ArchitectureTest::isEndpoint))
                .should()
                .bePublic()
                .andShould(haveExactlyOneOf(RolesAllowed.class, PermitAll.class))
                .check(SERVICE);
        noClasses().should().beAnnotatedWith(RolesAllowed.class).check(SERVICE);
        noClasses().should().beAnnotatedWith(PermitAll.class).check(SERVICE);
    }

    @Test
    void aQueryParameterIsReadAsTextSoThatItsFaultIsNotA404() {
        methods()
                .that(describe("are endpoints", ArchitectureTest::isEndpoint))
                .should(new ArchCondition<JavaMethod>("read query parameters as text") {
                    @Override
                    public void check(JavaMethod endpoint, ConditionEvents events) {
                        for (JavaParameter parameter : endpoint.getParameters()) {
                            boolean holds = !parameter.isAnnotatedWith(QueryParam.class)
                                    || parameter.getRawType().isEquivalentTo(String.class);
                            events.add(new SimpleConditionEvent(endpoint, holds, parameter.getDescription()));
                        }
                    }
                })
                .check(SERVICE);
    }

    @Test
    void identifyingValuesAreUnmaskedOnlyWhereTheyMayBeSeen() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "citizen")
                .and(describe("may not see them", type -> !isOneOf(type, SEE_UNMASKED_VALUES)))
                .should()
                .callMethodWhere(describe(
                        "unmasked()",
                        (JavaCall<?> call) -> call.getName().equals("unmasked")
                                && call.getTargetOwner().getPackageName().equals(BASE + "citizen")))
                .check(SERVICE);
    }

    @Test
    void whoLogsSeesNoUnmaskedValueAndNobodyElseLogs() {
        assertTrue(LOG.stream().noneMatch(SEE_UNMASKED_VALUES::contains));
        noClasses()
                .that(describe("are not among " + LOG, type -> !isOneOf(type, LOG)))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Logger.class)
                .check(SERVICE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging", "org.slf4j", "org.jboss.logmanager")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.quarkus.logging.Log")
                .check(SERVICE);
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(SERVICE);
    }

    @Test
    void onlyTheClocksTellTheTime() {
        Set<Class<?>> moments =
                Set.of(Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class);
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "time")
                .should()
                .callMethodWhere(describe(
                        "now()",
                        (JavaCall<?> call) -> call.getName().equals("now")
                                && moments.stream().anyMatch(call.getTargetOwner()::isEquivalentTo)))
                .orShould()
                .callMethodWhere(describe(
                        "a clock of its own",
                        (JavaCall<?> call) -> call.getTargetOwner().isEquivalentTo(Clock.class)
                                || (call.getTargetOwner().isEquivalentTo(InstantSource.class)
                                        && call.getName().equals("system"))))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callConstructor(Date.class)
                .check(SERVICE);
    }

    @Test
    void nothingRemoteIsCalledInsideADeclaredTransaction() {
        noMethods()
                .that()
                .areAnnotatedWith(Transactional.class)
                .or()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(Transactional.class)
                .should(new ArchCondition<JavaMethod>("call a neighbour") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        for (JavaAccess<?> access : method.getAccessesFromSelf()) {
                            AccessTarget target = access.getTarget();
                            boolean remote = target.getOwner().isEquivalentTo(PopulationRegistry.class)
                                    || target.getOwner().isEquivalentTo(PopulationFigures.class)
                                    || target.getOwner().isEquivalentTo(Vneid.class);
                            events.add(new SimpleConditionEvent(method, remote, access.getDescription()));
                        }
                    }
                })
                .allowEmptyShould(true)
                .check(SERVICE);
    }

    @Test
    void whatAClassNeedsComesThroughItsConstructor() {
        noFields().should().beAnnotatedWith(Inject.class).check(SERVICE);
    }

    @Test
    void noClassIsNamedForBeingAPieceOfCode() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Dto")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Service")
                .check(SERVICE);
    }

    @Test
    void whatSpeaksHttpOrSqlStaysInsideItsFeature() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .or()
                .haveSimpleNameEndingWith("Row")
                .should()
                .notBePublic()
                .check(SERVICE);
    }

    private static boolean isSealedFamily(JavaClass type) {
        return type.reflect().isSealed()
                || type.getAllRawInterfaces().stream()
                        .anyMatch(parent -> parent.getPackageName().startsWith(BASE)
                                && parent.reflect().isSealed());
    }

    private static boolean isEndpoint(JavaMethod method) {
        return method.getAnnotations().stream()
                .anyMatch(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class));
    }

    private static boolean isOneOf(JavaClass type, Set<String> names) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost.getName().startsWith(BASE)
                && names.contains(outermost.getName().substring(BASE.length()));
    }

    private static ArchCondition<JavaMethod> haveExactlyOneOf(
            Class<? extends java.lang.annotation.Annotation> one,
            Class<? extends java.lang.annotation.Annotation> other) {
        return new ArchCondition<>("have exactly one of @" + one.getSimpleName() + " and @" + other.getSimpleName()) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean holds = method.isAnnotatedWith(one) != method.isAnnotatedWith(other);
                events.add(new SimpleConditionEvent(method, holds, method.getDescription()));
            }
        };
    }

    private static <T> DescribedPredicate<T> describe(String description, java.util.function.Predicate<T> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }
}
