package vn.gov.identitylink.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Swagger UI as a developer of another portal meets it, in Debian's Chromium. */
@ExtendWith(RunningStack.class)
class SwaggerUiTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final String MISSING =
            "Swagger UI is not tried without a browser: apt-get install chromium chromium-driver";
    /** Warns that a protocol that nobody uses here is not on the class path. */
    private static final Logger CDP_LOG = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path profile = Path.of("");

    private @Nullable ChromeDriver started;

    @BeforeEach
    void startChromium() {
        boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        if (!installed) {
            System.out.println(MISSING);
        }
        assumeTrue(installed, MISSING);
        CDP_LOG.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en",
                "--window-size=1280,1400",
                "--user-data-dir=" + profile);
        // With the driver's path given, Selenium looks for nothing to download.
        started = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
    }

    @AfterEach
    void endChromium() {
        if (started != null) {
            started.quit();
        }
    }

    private ChromeDriver chromium() {
        if (started == null) {
            throw new IllegalStateException("Chromium was not started");
        }
        return started;
    }

    @Test
    void the_home_portal_signs_in_with_one_click_and_looks_an_account_up_with_the_example(StackPlan stack)
            throws IOException, InterruptedException {
        HomePortal portal = new HomePortal(stack);
        Citizen citizen = letters(stack);
        assertTrue(portal.register(portal.api(), citizen).status() < 300);

        chromium().get(stack.serviceUrl() + "/q/swagger-ui/");
        click(By.cssSelector("button[title='Sign in as home-portal']"));
        awaitSignedIn("home-portal");
        screenshot(stack, "signed-in");

        click(By.cssSelector("#operations-account-lookUpAccounts .opblock-summary-control"));
        click(By.cssSelector("#operations-account-lookUpAccounts button.execute"));
        By answer = By.cssSelector("#operations-account-lookUpAccounts .live-responses-table");
        await(answer);
        screenshot(stack, "look-up");
        assertEquals(
                "200",
                text(answer, "tbody .response-col_status").lines().findFirst().orElse(""));
        JsonNode found = new ObjectMapper().readTree(text(answer, "tbody .response-col_description pre"));
        assertEquals(
                citizen.portal().externalId(),
                found.path("items").path(0).path("externalId").asText());
    }

    @Test
    void a_citizen_signs_in_on_the_providers_page_and_reads_their_own_account(StackPlan stack)
            throws IOException, InterruptedException {
        HomePortal portal = new HomePortal(stack);
        Citizen citizen = letters(stack);
        assertTrue(portal.register(portal.api(), citizen).status() < 300);

        chromium().get(stack.serviceUrl() + "/q/swagger-ui/");
        String page = chromium().getWindowHandle();
        click(By.cssSelector("button[title='Sign in as " + citizen.portal().username() + "']"));
        patience().until(driver -> driver.getWindowHandles().size() == 2);
        chromium().getWindowHandles().stream()
                .filter(window -> !window.equals(page))
                .forEach(window -> chromium().switchTo().window(window));
        WebElement password = await(By.name("password"));
        assertEquals(
                citizen.portal().username(),
                chromium().findElement(By.name("username")).getDomProperty("value"));
        password.sendKeys(RealmFiles.PASSWORD);
        password.submit();
        patience().until(driver -> driver.getWindowHandles().size() == 1);
        chromium().switchTo().window(page);
        awaitSignedIn(citizen.portal().username());

        click(By.cssSelector("#operations-account-readAccount .opblock-summary-control"));
        click(By.cssSelector("#operations-account-readAccount button.execute"));
        By answer = By.cssSelector("#operations-account-readAccount .live-responses-table");
        await(answer);
        screenshot(stack, "own-account");
        assertEquals(
                "200",
                text(answer, "tbody .response-col_status").lines().findFirst().orElse(""));
    }

    /** The registry's contract names the product's ports, so its page cannot sign in to this stack. */
    @Test
    void a_browser_on_the_registrys_page_may_read_the_token_of_the_registrys_client(StackPlan stack)
            throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.issuer("vneid") + "/protocol/openid-connect/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("Origin", stack.registryUrl())
                                .POST(HttpRequest.BodyPublishers.ofString(Browser.form(Map.of(
                                        "grant_type",
                                        "client_credentials",
                                        "client_id",
                                        "population-registry-tester",
                                        "client_secret",
                                        "population-registry-tester-secret"))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response::body);
        assertEquals(
                stack.registryUrl(),
                response.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
    }

    private static Citizen letters(StackPlan stack) throws IOException {
        return Citizen.readAll(stack.projectRoot()).stream()
                .filter(citizen -> citizen.key().equals("nguyen-van-thu"))
                .findFirst()
                .orElseThrow();
    }

    private void awaitSignedIn(String who) {
        patience()
                .until(ExpectedConditions.textToBe(By.cssSelector(".sign-in-as [role=status]"), "Signed in as " + who));
    }

    private WebDriverWait patience() {
        return new WebDriverWait(chromium(), PATIENCE);
    }

    private WebElement await(By element) {
        return patience().until(ExpectedConditions.visibilityOfElementLocated(element));
    }

    private void click(By element) {
        WebElement target = patience().until(ExpectedConditions.elementToBeClickable(element));
        chromium().executeScript("arguments[0].scrollIntoView({block: 'center'})", target);
        target.click();
    }

    private String text(By container, String part) {
        return chromium()
                .findElement(container)
                .findElement(By.cssSelector(part))
                .getText();
    }

    private void screenshot(StackPlan stack, String name) throws IOException {
        File taken = chromium().getScreenshotAs(OutputType.FILE);
        Path directory = stack.projectRoot().resolve("local-stack/target/screenshots");
        Files.createDirectories(directory);
        Files.copy(
                taken.toPath(), directory.resolve("swagger-ui-" + name + ".png"), StandardCopyOption.REPLACE_EXISTING);
    }
}
