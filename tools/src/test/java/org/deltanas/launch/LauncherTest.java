package org.deltanas.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LauncherTest {
    private static final int JAVA_11 = 55;

    @Test
    void loadsInJava11() throws IOException {
        try (InputStream in = Launcher.class.getResourceAsStream("Launcher.class")) {
            assertThat(ByteBuffer.wrap(in.readNBytes(8)).getShort(6)).isEqualTo((short) JAVA_11);
        }
    }

    @Test
    void refusesOlderJavaInOneSentence() {
        assertThat(Launcher.refusal("25", "25.0.3", "/jdk")).isNull();
        assertThat(Launcher.refusal("30", "30-ea", "/jdk")).isNull();
        for (String old : new String[] {"24", "17", "11", "1.8"}) {
            assertThat(Launcher.refusal(old, old + ".0.1", "/jdk"))
                    .startsWith("deltanas needs JDK 25 or newer, but was started with Java " + old + ".0.1 in /jdk: ")
                    .doesNotContain("\n");
        }
    }
}
