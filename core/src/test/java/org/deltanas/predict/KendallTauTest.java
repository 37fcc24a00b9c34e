package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class KendallTauTest {

    @Property(tries = 300)
    void agreesWithTheDefinition(@ForAll @Size(min = 2, max = 40) int @IntRange(min = -5, max = 5) [] values) {
        int n = values.length / 2;
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = values[2 * i] == 1 ? -0.0 : values[2 * i];
            y[i] = values[2 * i + 1];
        }
        double expected = definition(x, y);
        double actual = KendallTau.tauB(x, y);
        if (Double.isNaN(expected)) {
            assertThat(actual).isNaN();
        } else {
            assertThat(actual).isCloseTo(expected, Offset.offset(1e-12));
        }
    }

    private static double definition(double[] x, double[] y) {
        long score = 0;
        long untiedX = 0;
        long untiedY = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < i; j++) {
                int sx = (int) Math.signum(x[i] - x[j]);
                int sy = (int) Math.signum(y[i] - y[j]);
                score += (long) sx * sy;
                untiedX += Math.abs(sx);
                untiedY += Math.abs(sy);
            }
        }
        return score / Math.sqrt((double) untiedX * untiedY);
    }

    @Test
    void knownAnswers() {
        assertThat(KendallTau.tauB(new double[] {1, 2, 3}, new double[] {10, 20, 30}))
                .isEqualTo(1);
        assertThat(KendallTau.tauB(new double[] {1, 2, 3}, new double[] {3, 2, 1}))
                .isEqualTo(-1);
        assertThat(KendallTau.tauB(new double[] {1, 1}, new double[] {3, 2})).isNaN();
        assertThatIllegalArgumentException().isThrownBy(() -> KendallTau.tauB(new double[1], new double[2]));
    }
}
