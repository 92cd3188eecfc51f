package vn.gov.identitylink.testing;

import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import java.nio.file.Path;

/**
 * Packages the compiled service as a build would, into a directory of its own, so that tests can run it as a process: a
 * program for a JVM of its own. Everything it needs the build that runs the tests has resolved already.
 */
final class PackageService {

    private PackageService() {}

    /** Arguments: the module's directory, and where the packaged service goes. */
    public static void main(String[] arguments) throws Exception {
        Path module = Path.of(arguments[0]);
        try (CuratedApplication service = QuarkusBootstrap.builder()
                .setApplicationRoot(module.resolve("target/classes"))
                .setProjectRoot(module)
                .setTargetDirectory(Path.of(arguments[1]))
                .setBaseName("identity-link-service")
                .setMode(QuarkusBootstrap.Mode.PROD)
                .setLocalProjectDiscovery(true)
                .setOffline(true)
                .build()
                .bootstrap()) {
            service.createAugmentor().createProductionApplication();
        }
    }
}
