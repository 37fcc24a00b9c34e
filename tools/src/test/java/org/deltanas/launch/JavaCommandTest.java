package org.deltanas.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {
    private static final Path JAVA = Path.of("/jdk/bin/java");

    @Test
    void splitsWhatLinuxTellsOfAProcess() {
        assertThat(JavaCommand.split("java\0-jar\0a b\0\0|x~0|+|\0".getBytes(StandardCharsets.UTF_8)))
                .extracting(part -> new String(part, StandardCharsets.UTF_8))
                .containsExactly("java", "-jar", "a b", "", "|x~0|+|");
        assertThat(JavaCommand.split(new byte[0])).isEmpty();
    }

    @Test
    void addsFlagsInFrontOfTheCommandAsTyped() {
        List<byte[]> typed = bytes("java", "-Xmx1g", "-jar", "d.jar", "space", "", "a b");
        JavaCommand command = JavaCommand.of(JAVA, typed, new String[] {"space", "", "a b"});
        assertThat(command.withFlags(List.of("--new", "-Dx=y")).strings())
                .containsExactly(JAVA.toString(), "--new", "-Dx=y", "-Xmx1g", "-jar", "d.jar", "space", "", "a b");
    }

    @Test
    void keepsBytesThatTheLocaleCannotDecode() {
        byte[] raw = {'a', (byte) 0xff, (byte) 0x80};
        JavaCommand command = JavaCommand.of(
                JAVA, List.of(bytes("java").get(0), raw, bytes("x").get(0)), new String[] {"x"});
        assertThat(command.withFlags(List.of("-f")).arguments().get(2)).isEqualTo(raw);
    }

    @Test
    void putsTheCommandTogetherWhereTheSystemDoesNotTellIt() {
        String[] arguments = {"space", "--count"};
        for (List<byte[]> typed :
                List.of(bytes(), bytes("java", "@everything"), bytes("java", "x", "space", "count"))) {
            List<String> command = JavaCommand.of(JAVA, typed, arguments).strings();
            assertThat(command)
                    .startsWith(JAVA.toString())
                    .endsWith("org.deltanas.launch.Launcher", "space", "--count");
            assertThat(command).contains("-cp", System.getProperty("java.class.path"));
            // This JVM's own flag, which surefire gives it.
            assertThat(command).anyMatch(flag -> flag.startsWith("--enable-native-access"));
        }
    }

    private static List<byte[]> bytes(String... arguments) {
        return List.of(arguments).stream()
                .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
