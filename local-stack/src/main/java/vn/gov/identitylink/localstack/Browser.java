package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One citizen's browser: keeps cookies, follows redirects, fills in sign-in forms. It stops where a page of the portal
 * would be loaded, since the portal's front end does not exist here.
 */
final class Browser {

    /** Where the browser is. */
    sealed interface Place {
        URI address();

        /** A page of the identity provider. */
        record Page(URI address, int status, String html) implements Place {

            /** The sentence in which Keycloak says what went wrong; empty when it says nothing. */
            String error() {
                Matcher text = ERROR.matcher(html);
                return text.find() ? unescape(text.group(1)).strip() : "";
            }
        }

        /** The address at which an application waits for the browser, with what the provider has put in its query. */
        record Arrived(URI address) implements Place {

            Optional<String> parameter(String name) {
                return Browser.parameter(address, name);
            }
        }
    }

    private record Cookie(String name, String value, String path) {}

    private static final int MOST_REDIRECTS = 15;
    private static final Pattern FORM = Pattern.compile("<form[^>]*id=\"kc-form-login\"[^>]*action=\"([^\"]+)\"");
    private static final Pattern ERROR = Pattern.compile(
            "<(?:p|span)[^>]*(?:class=\"instruction\"|id=\"input-error[^\"]*\"|class=\"[^\"]*kc-feedback-text[^\"]*\")[^>]*>([^<]+)<");

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final List<Cookie> cookies = new ArrayList<>();
    private final Predicate<URI> application;

    /** @param application whether an address is one at which an application takes over from the browser */
    Browser(Predicate<URI> application) {
        this.application = application;
    }

    Place open(URI address) throws IOException, InterruptedException {
        return follow(HttpRequest.newBuilder(address).GET());
    }

    /** Fills in the sign-in form of the page. */
    Place signIn(Place place, String username, String password) throws IOException, InterruptedException {
        if (!(place instanceof Place.Page page)) {
            throw new IOException("no sign-in form, but " + withoutQuery(place.address()));
        }
        Matcher form = FORM.matcher(page.html());
        if (!form.find()) {
            throw new IOException("no sign-in form at " + withoutQuery(page.address()) + ": " + page.error());
        }
        return follow(HttpRequest.newBuilder(page.address().resolve(unescape(form.group(1))))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        form(Map.of("username", username, "password", password, "credentialId", "")))));
    }

    private Place follow(HttpRequest.Builder first) throws IOException, InterruptedException {
        HttpRequest.Builder next = first;
        for (int redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
            URI address = next.build().uri();
            if (redirects > 0 && application.test(address)) {
                return new Place.Arrived(address);
            }
            String sent = cookiesFor(address);
            if (!sent.isEmpty()) {
                next.header("Cookie", sent);
            }
            HttpResponse<String> response = http.send(
                    next.timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            keepCookies(response);
            Optional<String> location = response.headers().firstValue("Location");
            if (location.isEmpty()) {
                return new Place.Page(address, response.statusCode(), response.body());
            }
            next = HttpRequest.newBuilder(address.resolve(location.get())).GET();
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects");
    }

    /** As browsers do for localhost: whatever the port, and cookies marked secure over plain HTTP too. */
    private String cookiesFor(URI address) {
        return cookies.stream()
                .filter(cookie -> address.getPath().startsWith(cookie.path()))
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
    }

    private void keepCookies(HttpResponse<String> response) {
        for (String header : response.headers().allValues("Set-Cookie")) {
            for (HttpCookie parsed : HttpCookie.parse(header)) {
                String path = parsed.getPath() == null ? "/" : parsed.getPath();
                cookies.removeIf(kept ->
                        kept.name().equals(parsed.getName()) && kept.path().equals(path));
                if (parsed.getMaxAge() != 0 && !parsed.getValue().isEmpty()) {
                    cookies.add(new Cookie(parsed.getName(), parsed.getValue(), path));
                }
            }
        }
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    static Optional<String> parameter(URI address, String name) {
        String query = address.getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        return Pattern.compile("&")
                .splitAsStream(query)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> java.net.URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
    }

    static String withoutQuery(URI address) {
        return address.getScheme() + "://" + address.getAuthority() + address.getPath();
    }

    private static String unescape(String html) {
        return html.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'");
    }
}
