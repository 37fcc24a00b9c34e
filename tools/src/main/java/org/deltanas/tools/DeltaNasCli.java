package org.deltanas.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The root of the command line: parses, runs one command and turns whatever goes wrong into one sentence on standard
 * error and an exit code: 0 done, 2 wrong usage, 3 bad input, 4 a needed device or library is missing, 1 anything else.
 */
@Command(
        name = "deltanas",
        description = "Finds good neural network architectures without training them.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
public final class DeltaNasCli implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", description = "Print stack traces.")
    @SuppressWarnings("UnusedVariable") // Invocation.debug() answers, even where parsing fails before this is set
    private boolean debug;

    private DeltaNasCli() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.exit(run(Invocation.of(args, isTerminal()), System.out, System.err));
    }

    /**
     * Runs a command, as a process that nobody watches would.
     *
     * @param args the command and its options
     * @param out receives what the command prints
     * @param err receives messages
     * @return the exit code
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return run(Invocation.of(args, false), out, err);
    }

    private static int run(Invocation invocation, PrintStream out, PrintStream err) {
        PrintWriter writer = new PrintWriter(out, true, out.charset());
        PrintWriter messages = new PrintWriter(err, true, err.charset());
        CommandLine cli = new CommandLine(new DeltaNasCli());
        commands(invocation).forEach((name, command) -> cli.addSubcommand(name, command.get()));
        cli.setOut(writer)
                .setErr(messages)
                .setExpandAtFiles(false)
                .registerConverter(Integer.class, Numbers::toInt)
                .registerConverter(Long.class, Numbers::toLong)
                .registerConverter(long.class, Numbers::toLong)
                .registerConverter(Double.class, Numbers::toDouble)
                .registerConverter(double.class, Numbers::toDouble)
                .setParameterExceptionHandler((e, args) -> refuse(e, invocation))
                .setExecutionExceptionHandler((e, command, parsed) -> fail(e, command, invocation));
        int code = execute(cli, invocation, messages);
        writer.flush();
        if (out.checkError() && code == ExitCode.DONE) {
            messages.println("deltanas: standard output could not be written to");
            return ExitCode.FAILED;
        }
        return code;
    }

    /**
     * The commands by name: the one that is asked for, since building picocli's model of all costs a tenth of a second,
     * or all where the first argument names none.
     */
    private static Map<String, Supplier<Object>> commands(Invocation invocation) {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("search", () -> new SearchCommand(invocation));
        all.put("score", () -> new ScoreCommand(invocation));
        all.put("dataset", () -> new DatasetCommand(invocation));
        all.put("train", () -> new TrainCommand(invocation));
        all.put("rank", () -> new RankCommand(invocation));
        all.put("table", () -> table(invocation));
        all.put("reproduce", () -> reproduce(invocation));
        all.put("space", SpaceCommand::new);
        all.put("bench", () -> bench(invocation));
        all.put("doctor", DoctorCommand::new);
        all.put("export", ExportCommand::new);
        all.put("gpu", () -> gpu(invocation));
        List<String> arguments = invocation.arguments();
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        return all.containsKey(first) ? Map.of(first, all.get(first)) : all;
    }

    private static CommandLine reproduce(Invocation invocation) {
        return new CommandLine(new ReproduceCommand())
                .addSubcommand(new Fig3Command(invocation))
                .addSubcommand(new Fig4Command(invocation))
                .addSubcommand(new Fig5Command(invocation))
                .addSubcommand(new SweepCommand(invocation))
                .addSubcommand(new FrontierCommand(invocation))
                .addSubcommand(new ProxiesCommand(invocation));
    }

    private static CommandLine bench(Invocation invocation) {
        return new CommandLine(new BenchCommand()).addSubcommand(new ZenBenchCommand(invocation));
    }

    private static CommandLine gpu(Invocation invocation) {
        return new CommandLine(new GpuCommand())
                .addSubcommand(new GpuCompareCommand())
                .addSubcommand(new GpuPlansCommand())
                .addSubcommand(new GpuBenchCommand(invocation));
    }

    private static CommandLine table(Invocation invocation) {
        return new CommandLine(new TableCommand())
                .addSubcommand(new TableImportCommand(invocation))
                .addSubcommand(new TableInfoCommand())
                .addSubcommand(new TableVerifyCommand());
    }

    private static int execute(CommandLine cli, Invocation invocation, PrintWriter messages) {
        try {
            return cli.execute(invocation.arguments().toArray(String[]::new));
        } catch (OutOfMemoryError e) {
            // The one error that an argument can bring about: a space or a count too large for this heap.
            messages.println("deltanas: what was asked for does not fit into a Java heap of "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " MiB (" + e.getMessage()
                    + "): ask for less, or start Java with a larger -Xmx");
            if (invocation.debug()) {
                e.printStackTrace(messages);
            }
            return ExitCode.FAILED;
        }
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new UsageException("a command is needed: " + commands(spec.commandLine()) + "; see 'deltanas --help'");
    }

    private static int refuse(ParameterException e, Invocation invocation) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + sentence(e, command) + "; see '" + name + " --help'");
        if (invocation.debug()) {
            e.printStackTrace(command.getErr());
        }
        return ExitCode.WRONG_USAGE;
    }

    private static String sentence(ParameterException e, CommandLine command) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            boolean option = first.startsWith("-") && first.length() > 1;
            if (!option && !command.getSubcommands().isEmpty()) {
                return "there is no command '" + first + "': accepted are " + commands(command);
            }
            List<String> similar = unmatched.getSuggestions();
            return (option ? "there is no option '" + first + "'" : "'" + first + "' is one argument too many")
                    + (option && !similar.isEmpty() ? ": did you mean " + Check.alternatives(similar) + "?" : "");
        }
        String message = e.getMessage().lines().findFirst().orElse("");
        return e.getCause() instanceof TypeConversionException || message.isEmpty()
                ? message
                : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    private static String commands(CommandLine command) {
        return String.join(", ", command.getSubcommands().keySet());
    }

    private static int fail(Exception e, CommandLine command, Invocation invocation) {
        int code = ExitCode.of(e);
        String name = command.getCommandSpec().qualifiedName();
        String what = code == ExitCode.FAILED && !(e instanceof NoResultException)
                ? "failed: " + e + (invocation.debug() ? "" : " (--debug prints where)")
                : e.getMessage();
        command.getErr().println(name + ": " + what);
        if (invocation.debug()) {
            e.printStackTrace(command.getErr());
        }
        return code;
    }

    /** Progress is drawn on standard error, so that is what has to be a terminal. */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where standard streams are no terminal
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    /** The version of this build and of Java. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"deltanas " + ofBuild() + ", Java " + Runtime.version()};
        }

        static String ofBuild() {
            Properties properties = new Properties();
            try (InputStream in = DeltaNasCli.class.getResourceAsStream("version.properties")) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return properties.getProperty("version");
        }
    }
}
