package vn.gov.identitylink.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code Allow} header of a 405 (RFC 9110 section 15.5.6), which the REST layer leaves out. */
@ApplicationScoped
class AllowedMethods {

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");

    private record Route(Pattern path, String method) {}

    private final List<Route> routes = new ArrayList<>();

    AllowedMethods(BeanManager beans) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Class<?> type = bean.getBeanClass();
            Path root = type.getAnnotation(Path.class);

            if (root != null) {
                addRoutes(type, root);
            }
        }
    }

    private void addRoutes(Class<?> type, Path root) {
        for (Method method : type.getDeclaredMethods()) {
            String verb = verbOf(method);
            if (verb != null) {
                Path path = method.getAnnotation(Path.class);
                routes.add(new Route(pattern(root.value() + "/" + (path == null ? "" : path.value())), verb));
            }
        }
    }

    /** What may be called at this path. */
    Set<String> at(String path) {
        Set<String> methods = new TreeSet<>();
        for (Route route : routes) {
            if (route.path().matcher(path).matches()) {
                methods.add(route.method());
                if (route.method().equals(HttpMethod.GET)) {
                    methods.add(HttpMethod.HEAD);
                }
            }
        }
        methods.add(HttpMethod.OPTIONS);
        return methods;
    }

    private static @Nullable String verbOf(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return verb.value();
            }
        }
        return null;
    }

    private static Pattern pattern(String template) {
        StringBuilder path = new StringBuilder();
        for (String segment : template.split("/", -1)) {
            if (!segment.isEmpty()) {
                path.append('/').append(PARAMETER.matcher(segment).find() ? "[^/]+" : Pattern.quote(segment));
            }
        }
        return Pattern.compile(path.append("/?").toString());
    }
}
