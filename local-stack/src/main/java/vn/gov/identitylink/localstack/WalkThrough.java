package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The seven steps of the letter's annex, as a citizen takes them, over HTTP and with real sign-ins; then four refusals
 * that change nothing. Repeatable: on kept data it shows what an earlier run has done instead of doing it again.
 */
final class WalkThrough {

    private static final DateTimeFormatter LETTERS_DATE = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    private final Transcript transcript;
    private final List<Citizen> citizens;
    private final Citizen citizen;
    private final HomePortal homePortal;
    private final CitizenSession session;
    private final Refusals refusals;
    private final Operators operators;
    private final EventReceiver receiver;
    private final CitizenNotices notices;
    private final PersonalPapers papers;
    private final SeedPapers seed;
    private final LocalOffice office;
    private String notice = "";
    /** Whether the accounts are this run's, and not an earlier one's. */
    private boolean fresh;

    /** Empty where an earlier run on the same data went this far. */
    private Optional<Api.Answer> verification = Optional.empty();

    private Optional<Api.Answer> attempt = Optional.empty();

    /** As the letter's citizen. */
    WalkThrough(StackPlan plan, Transcript transcript) throws IOException {
        this(plan, transcript, "nguyen-van-thu");
    }

    WalkThrough(StackPlan plan, Transcript transcript, String key) throws IOException {
        this.transcript = transcript;
        this.citizens = Citizen.readAll(plan.projectRoot());
        this.citizen = named(key);
        this.homePortal = new HomePortal(plan);
        this.session = new CitizenSession(plan, citizen);
        this.operators = new Operators(plan);
        this.receiver = new EventReceiver(plan);
        this.notices = new CitizenNotices(plan);
        this.papers = new PersonalPapers(session);
        this.seed = new SeedPapers(plan, homePortal, citizens);
        this.office = new LocalOffice(plan);
        this.refusals = new Refusals(plan, transcript, this::named);
    }

    private Citizen named(String key) {
        return citizens.stream()
                .filter(person -> person.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** Whether every step held. */
    boolean run() throws InterruptedException {
        transcript.heading("The letter, step by step");
        boolean linked = transcript.step("Before: the portal makes its accounts known", this::registerAccounts)
                && transcript.step(
                        "Before: the portal puts papers of all kinds into stores", () -> seed.store(transcript))
                && transcript.step(
                        "Before: two operators bring back the letter's months, with a notice and a later date",
                        this::bringBackNotice)
                && transcript.step(
                        "Before: another portal wants to hear of links", () -> receiver.subscribe(transcript))
                && transcript.step("Bước 1 · Sign in at the portal with the portal's account", this::signIn)
                && transcript.step("Papers in the old store, Kho dữ liệu cá nhân", () -> papers.store(transcript))
                && transcript.step("Bước 2 · Open Thông tin định danh", this::openIdentityPage)
                && transcript.step("Bước 3 · [Cập nhật từ CSDL Quốc gia về Dân cư]", this::askRegistry)
                && transcript.step("Bước 4 · [Cập nhật]", this::takeOver)
                && transcript.step("Bước 5 · Sign out, sign in again", this::signInAgain)
                && transcript.step("Bước 6 · [Đăng nhập bằng VNeID]", this::startLinking)
                && transcript.step("Bước 7 · Sign in at VNeID with number and password", this::link)
                && transcript.step("The papers move to the store of the VNeID identity", this::followPapers)
                && transcript.step("The other portal hears of it", this::hear)
                && transcript.step("The citizen is told, at the portal and in VNeID", this::showNotices)
                && transcript.step("The portal lets the citizen in through VNeID from now on", this::admit)
                && transcript.step("Signed in through VNeID: Danh sách tài khoản liên kết", this::showLinks)
                && transcript.step("After the date: the operators withdraw the notice", this::withdrawNotice)
                && transcript.step(
                        "At the commune's office: how far the province is, and who still needs help",
                        () -> office.look(fresh, transcript));
        transcript.heading("Refusals that change nothing");
        return refusals.run() && linked;
    }

    private void registerAccounts() throws IOException, InterruptedException, StepFailed {
        Api api = homePortal.api();
        int registered = 0;
        int known = 0;
        List<String> refused = new ArrayList<>();
        for (Citizen person : HomePortal.withAccount(citizens)) {
            Api.Answer answer = homePortal.register(api, person);
            switch (answer.status()) {
                case 201 -> registered++;
                case 200 -> known++;
                case 400 -> refused.add(person.key() + " (" + answer.code() + ")");
                default -> StepFailed.unlessStatus(answer, 201);
            }
        }
        fresh = registered > known;
        transcript.line("POST /v1/accounts as home-portal: " + registered + " registered, " + known
                + " known before; refused, because their data contradict themselves: " + refused);
    }

    private void signIn() throws IOException, InterruptedException, StepFailed {
        session.signIn();
        JsonNode claims = session.claims();
        transcript.line("token for portal-web: TechID " + claims.path("TechID").asText() + ", LoaiTaiKhoan "
                + claims.path("LoaiTaiKhoan").asText() + ", no loginIdp");
        StepFailed.unless(!claims.has("loginIdp"), "a password sign-in must not look like VNeID's");
        Api.Answer decided = decide();
        showNotice(decided);
        if (isToldToLink(decided)) {
            Api.Answer skipped = session.api()
                    .post(
                            "/v1/sign-in-skips",
                            Map.of(
                                    "decisionToken",
                                    decided.body().path("decisionToken").asText()));
            transcript.line("[" + decided.body().at("/notice/vi/skip").asText() + "]");
            transcript.answer(skipped);
            StepFailed.unlessStatus(skipped, 201);
        }
    }

    private void bringBackNotice() throws IOException, InterruptedException, StepFailed {
        notice = operators.publishNotice(transcript);
    }

    /** What the portal asks at every sign-in. */
    private Api.Answer decide() throws IOException, InterruptedException, StepFailed {
        Api.Answer decided = homePortal
                .api()
                .post(
                        "/v1/sign-in-decisions",
                        Map.of("externalId", citizen.portal().externalId()));
        transcript.answer(decided);
        StepFailed.unlessStatus(decided, 200);
        transcript.line(decided.body().path("decision").asText() + ", next: "
                + decided.body().path("nextAction").asText());
        return decided;
    }

    private static boolean isToldToLink(Api.Answer decided) {
        return decided.body().path("decision").asText().equals("ALLOW_WITH_NOTICE");
    }

    private void showNotice(Api.Answer decided) {
        JsonNode shown = decided.body().at("/notice/vi");
        if (isToldToLink(decided)) {
            transcript.line(shown.path("title").asText() + ": "
                    + shown.path("legalText").asText());
            transcript.line("Yêu cầu: " + shown.path("requirement").asText());
            transcript.line("[" + shown.path("skip").asText() + "]  ["
                    + shown.path("signIn").asText() + "]");
        } else {
            transcript.line("no notice: linked by an earlier run");
        }
    }

    private void withdrawNotice() throws IOException, InterruptedException, StepFailed {
        operators.withdraw(notice, transcript);
        Api.Answer decided = decide();
        StepFailed.unless(
                decided.body().path("decision").asText().equals("REFUSED")
                        && decided.body().path("nextAction").asText().equals("SIGN_IN_WITH_VNEID"),
                "a linked citizen may still use the portal's account");
    }

    private void openIdentityPage() throws IOException, InterruptedException, StepFailed {
        showIdentity(readAccount());
    }

    private JsonNode readAccount() throws IOException, InterruptedException, StepFailed {
        Api.Answer page = session.api().get("/v1/accounts/me");
        transcript.answer(page);
        StepFailed.unlessStatus(page, 200);
        return page.body();
    }

    private void showIdentity(JsonNode page) {
        page.path("identity").properties().forEach(field -> {
            JsonNode shown = field.getValue();
            boolean ticked = !shown.path("assurance").asText().equals("DECLARED");
            transcript.line((ticked ? "✓ " : "  ") + field.getKey() + " "
                    + shown.path("value").asText() + " ("
                    + shown.path("assurance").asText() + ", "
                    + shown.path("source").asText() + ")");
        });
        transcript.line("linking: " + page.path("linking").path("state").asText() + ", next: "
                + page.path("linking").path("nextAction").asText());
    }

    private void askRegistry() throws IOException, InterruptedException, StepFailed {
        String assurance = readAccount().path("assurance").asText();
        if (assurance.equals("DECLARED")) {
            verification = Optional.of(Verifying.ask(session.api(), transcript));
        } else {
            transcript.line("done by an earlier run: the number is " + assurance);
        }
    }

    private void takeOver() throws IOException, InterruptedException, StepFailed {
        if (verification.isPresent()) {
            Verifying.confirm(session.api(), verification.get(), transcript);
            JsonNode page = readAccount();
            showIdentity(page);
            StepFailed.unless(page.path("assurance").asText().equals("MATCHED"), "the number is not MATCHED");
        } else {
            transcript.line("done by an earlier run");
        }
    }

    private void signInAgain() throws IOException, InterruptedException, StepFailed {
        session.signOut();
        StepFailed.unless(!session.isSignedIn(), "the sign-out left a session at the portal");
        session.signIn();
        transcript.line("signed out, no session left; signed in with the portal's account");
        showNotice(decide());
    }

    private void startLinking() throws IOException, InterruptedException, StepFailed {
        if (readAccount().path("linking").path("state").asText().equals("LINKED")) {
            transcript.line("done by an earlier run");
            return;
        }
        Api.Answer started = session.startLinkAttempt();
        transcript.answer(started);
        StepFailed.unlessStatus(started, 201);
        attempt = Optional.of(started);
    }

    private void link() throws IOException, InterruptedException, StepFailed {
        if (attempt.isEmpty()) {
            transcript.line("done by an earlier run: linked on " + linkedOn(currentLink()));
            return;
        }
        Map<String, String> completion = session.signInForAttempt(attempt.get(), citizen);
        transcript.line("VNeID sends the browser back with code, state and iss " + completion.get("iss"));
        Api.Answer completed = session.complete(attempt.get(), completion);
        transcript.answer(completed);
        StepFailed.unlessStatus(completed, 201);
        showLink(completed.body());
        Api.Answer again = session.complete(attempt.get(), completion);
        StepFailed.unlessStatus(again, 200);
        StepFailed.unless(
                again.body().path("linkId").equals(completed.body().path("linkId")),
                "the repeated completion answers another link");
        transcript.line("the same completion again → 200 and the same link");
        StepFailed.unless(
                !currentLink().path("number").asText().equals(citizen.vneidNumber()),
                "the session that made the link sees the whole number");
    }

    private JsonNode currentLink() throws IOException, InterruptedException, StepFailed {
        Api.Answer links = session.api().get("/v1/accounts/me/links");
        transcript.answer(links);
        StepFailed.unlessStatus(links, 200);
        JsonNode first = links.body().path("items").path(0);
        StepFailed.unless(first.path("state").asText().equals("ACTIVE"), "there is no active link");
        return first;
    }

    private void showLink(JsonNode link) {
        transcript.line("Tài khoản liên kết: " + link.path("number").asText());
        transcript.line(link.path("providerName").asText() + ", mức độ "
                + link.path("level").asInt());
        transcript.line("Ngày liên kết: " + linkedOn(link));
    }

    private static String linkedOn(JsonNode link) {
        return LocalDate.parse(link.path("linkedOn").asText()).format(LETTERS_DATE);
    }

    private void followPapers() throws IOException, InterruptedException, StepFailed {
        papers.follow(currentLink().path("linkId").asText(), transcript);
    }

    private void hear() throws IOException, InterruptedException, StepFailed {
        if (attempt.isEmpty()) {
            transcript.line("heard in an earlier run");
        } else {
            receiver.hearOfLink(citizen.portal().externalId(), transcript);
        }
    }

    /** What the service wrote for both channels; in containers it is inside one. */
    private void showNotices() throws IOException, InterruptedException, StepFailed {
        if (attempt.isEmpty()) {
            transcript.line("told in an earlier run");
        } else if (notices.isReadable()) {
            notices.show(citizen, transcript);
        } else {
            transcript.line("in the container: docker-compose exec identity-link-service ls /tmp/notices");
        }
    }

    private void admit() throws IOException, InterruptedException, StepFailed {
        JsonNode vneid = homePortal.askVneid(citizen);
        Api.Answer found = homePortal
                .api()
                .post(
                        "/v1/account-lookups",
                        Map.of(
                                "issuer",
                                vneid.path("iss").asText(),
                                "subject",
                                vneid.path("sub").asText()));
        transcript.answer(found);
        StepFailed.unlessStatus(found, 200);
        StepFailed.unless(
                found.body().path("items").size() == 1
                        && found.body()
                                .at("/items/0/externalId")
                                .asText()
                                .equals(citizen.portal().externalId()),
                "the look-up by VNeID identity does not find the account");
        transcript.line(
                "issuer and subject of VNeID belong to " + citizen.portal().externalId());
        Api.Answer admitted = homePortal.admit(citizen, vneid.path("sub").asText());
        StepFailed.unless(
                admitted.status() == 204 || admitted.status() == 409,
                "the portal's identity provider answered " + admitted.status());
        transcript.line("VNeID (BCA) as a way to sign in for the portal's user: "
                + (admitted.status() == 204 ? "added" : "there already"));
    }

    private void showLinks() throws IOException, InterruptedException, StepFailed {
        // auth_time counts whole seconds: a sign-in within the second of the link would look older than the link.
        Instant linkedAt = Instant.parse(currentLink().path("linkedAt").asText());
        Duration wait = Duration.between(Instant.now(), linkedAt.plusSeconds(1));
        if (wait.isPositive()) {
            Thread.sleep(wait);
        }
        session.signOut();
        session.signInThroughVneid();
        transcript.line("token for portal-web: loginIdp "
                + session.claims().path("loginIdp").asText());
        JsonNode link = currentLink();
        showLink(link);
        StepFailed.unless(
                link.path("number").asText().equals(citizen.vneidNumber()), "the list does not show the number");
        StepFailed.unless(
                link.path("providerName").asText().equals("Tài khoản định danh điện tử cấp bởi Bộ Công an"),
                "the list does not name the provider as the letter does");
        showIdentity(readAccount());
    }
}
