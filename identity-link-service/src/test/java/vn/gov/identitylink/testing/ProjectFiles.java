package vn.gov.identitylink.testing;

import java.nio.file.Path;

/** Files beside the modules. */
public final class ProjectFiles {

    private ProjectFiles() {}

    /** A path from the repository's root. */
    public static Path at(String path) {
        String root = System.getProperty("project.root");
        return Path.of(root == null ? ".." : root).resolve(path);
    }
}
