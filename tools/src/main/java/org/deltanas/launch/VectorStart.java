package org.deltanas.launch;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.tools.DeltaNasCli;

/**
 * Starts the command line with the incubating module {@code jdk.incubator.vector} in the boot layer.
 *
 * <p>A manifest cannot add a module and a child module layer loses the intrinsics, so where the module is missing the
 * same command runs once more with {@code --add-modules}: in the same process where the system has {@code execv}, so
 * that process id, standard input and exit code stay, else in a child process.
 */
final class VectorStart {
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** Set in the second JVM: whatever happens there, there is no third. */
    private static final String STARTED_AGAIN = "deltanas.started.again";

    private VectorStart() {}

    /**
     * Runs the command line here if the vector module is loaded or cannot be had, else in a JVM that has it.
     *
     * @param args the command and its options
     * @throws InterruptedException if this thread is interrupted while a child process runs the command line
     */
    public static void main(String[] args) throws InterruptedException {
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            String reason = startAgain(args);
            System.err.println("deltanas: SIMD is off, " + reason);
        }
        DeltaNasCli.main(args);
    }

    /** Does not return where the command could be started again; else says why not. */
    private static String startAgain(String[] args) throws InterruptedException {
        if (Boolean.getBoolean(STARTED_AGAIN)) {
            return "although this JVM was started with --add-modules " + VECTOR_MODULE;
        }
        if (ModuleFinder.ofSystem().find(VECTOR_MODULE).isEmpty()) {
            return "the Java runtime in " + System.getProperty("java.home") + " has no module " + VECTOR_MODULE;
        }
        try {
            List<String> flags = new ArrayList<>(jitOptions());
            flags.addAll(List.of("--add-modules=" + VECTOR_MODULE, "-D" + STARTED_AGAIN + "=true"));
            JavaCommand command = JavaCommand.ofThisProcess(args).withFlags(flags);
            String refused = Execv.replaceProcess(command.arguments());
            if (refused == null) {
                throw new AssertionError("execv returned without an error");
            }
            Process child = command.start();
            Runtime.getRuntime().addShutdownHook(new Thread(child::destroy));
            System.exit(child.waitFor());
            return refused;
        } catch (IOException e) {
            return "the JVM could not be started again: " + e.getMessage();
        }
    }

    /** What the just-in-time compiler is told, by the script {@code deltanas} as well: {@code tools/jit.options}. */
    static List<String> jitOptions() throws IOException {
        try (InputStream in = VectorStart.class.getResourceAsStream("jit.options")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}
