package org.deltanas.launch;

import java.lang.reflect.InvocationTargetException;

/**
 * The main class of {@code deltanas.jar}.
 *
 * <p>Compiled for Java 11, unlike everything else, so that an older Java says what is needed and not
 * {@code UnsupportedClassVersionError}. It must name no class of this project, and use nothing newer than Java 11.
 */
public final class Launcher {
    static final int REQUIRED_JAVA = 25;

    /** The exit code for a needed device, library or runtime that is missing. */
    static final int EXIT_MISSING = 4;

    private Launcher() {}

    /**
     * Runs the command line, in this JVM or in one with the vector module that takes its place.
     *
     * @param args the command and its options
     * @throws Exception what the command line let out
     */
    public static void main(String[] args) throws Exception {
        String refusal = refusal(
                System.getProperty("java.specification.version"),
                System.getProperty("java.version"),
                System.getProperty("java.home"));
        if (refusal != null) {
            System.err.println(refusal);
            System.exit(EXIT_MISSING);
        }
        try {
            Class.forName("org.deltanas.launch.VectorStart")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception) {
                throw (Exception) e.getCause();
            }
            throw e;
        }
    }

    /** Why this Java cannot run the program and what can, or null if it can. */
    static String refusal(String specification, String version, String home) {
        if (feature(specification) >= REQUIRED_JAVA) {
            return null;
        }
        return "deltanas needs JDK " + REQUIRED_JAVA + " or newer, but was started with Java " + version + " in " + home
                + ": get one from https://adoptium.net (or: sdk install java 25-tem; apt install openjdk-25-jdk;"
                + " brew install openjdk) and start the jar with that JDK's java, or use ./deltanas,"
                + " which finds an installed one by itself.";
    }

    private static int feature(String specification) {
        try {
            return Integer.parseInt(specification);
        } catch (NumberFormatException e) {
            return 0; // "1.8"
        }
    }
}
