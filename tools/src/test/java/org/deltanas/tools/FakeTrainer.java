package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A shell script that pretends to train a network of {@code block:NxR}, and writes a diary of what it began and
 * finished. How it behaves depends on the last two blocks, as {@link #failure} says; the whole chain 10 fails once.
 */
final class FakeTrainer {
    /** Runs for a moment; prints text before and after its number, or misbehaves. */
    private static final String SCRIPT = """
            #!/bin/sh
            arch=$1
            diary=DIARY
            echo "start $arch" >> "$diary"
            echo "training $arch" >&2
            echo "epoch 1 of 200"
            value=0
            weight=1
            rest=$arch
            while [ -n "$rest" ]; do
                digit=${rest%"${rest#?}"}
                rest=${rest#?}
                value=$((value + weight * digit))
                weight=$((weight % 7 + 2))
            done
            case $arch in
                *00) echo "it broke" >&2; echo "0.5"; exit 3 ;;
                *01) kill -9 $$ ;;
                *02) echo "loss nan"; exit 0 ;;
                *03) sleep 600 & echo "$$ $!" >> "$diary.pids"; wait ;;
                10) [ "$(grep -c "start $arch" "$diary")" -gt 1 ] || exit 1 ;;
            esac
            sleep 0.0$((value % 9 + 1))
            echo "accuracy: $value.25%"
            echo "end $arch" >> "$diary"
            echo "done in 3s"
            """;

    private final Path script;
    private final Path diary;

    FakeTrainer(Path folder) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the trainer is a shell script");
        Files.createDirectories(folder);
        this.script = folder.resolve("trainer with blanks.sh");
        this.diary = folder.resolve("diary");
        Files.writeString(script, SCRIPT.replace("DIARY", "'" + diary + "'"));
        Files.createFile(diary);
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " cannot be made executable");
        }
    }

    /** The value of {@code --command}. */
    String command() {
        return "'" + script + "' {arch}";
    }

    /** The label of an architecture whose run does not fail. */
    static double label(String architecture) {
        int value = 0;
        int weight = 1;
        for (int i = 0; i < architecture.length(); i++) {
            value += weight * Character.digit(architecture.charAt(i), 36);
            weight = weight % 7 + 2;
        }
        return value + 0.25;
    }

    /** Why an architecture is infeasible, with a time limit of one second; null if it is not. */
    static String failure(String architecture, int retries) {
        if (architecture.equals("10")) {
            return retries > 0 ? null : "exit code 1";
        }
        return switch (architecture.substring(architecture.length() - 2)) {
            case "00" -> "exit code 3";
            case "01" -> "exit code 137";
            case "02" -> "no finite number on standard output but nan";
            case "03" -> "timeout after 1 s";
            default -> null;
        };
    }

    /** The architectures of the runs that began so far. */
    List<String> started() throws IOException {
        return diary("start ");
    }

    /** The architectures of the runs that were finished. */
    List<String> ended() throws IOException {
        return diary("end ");
    }

    private List<String> diary(String event) throws IOException {
        return Files.readAllLines(diary).stream()
                .filter(line -> line.startsWith(event))
                .map(line -> line.substring(event.length()))
                .toList();
    }

    /** The processes that hang, and those that they started. */
    List<Long> hanging() throws IOException {
        Path pids = diary.resolveSibling("diary.pids");
        return Files.exists(pids)
                ? Files.readAllLines(pids).stream()
                        .flatMap(line -> List.of(line.split(" ")).stream())
                        .map(Long::valueOf)
                        .toList()
                : List.of();
    }

    /** Fails unless some processes are dead, or soon. One that nobody waits for may stay a zombie in a container. */
    static void awaitDeath(List<Long> pids) throws IOException, InterruptedException {
        for (long pid : pids) {
            for (int tries = 0; isAlive(pid); tries++) {
                assertThat(tries).as("process %s is alive", pid).isLessThan(500);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    private static boolean isAlive(long pid) throws IOException {
        if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            return false;
        }
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (NoSuchFileException e) {
            return !Files.isDirectory(Path.of("/proc/self"));
        }
    }
}
