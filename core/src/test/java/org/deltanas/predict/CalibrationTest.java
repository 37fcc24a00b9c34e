package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void poolsWhatIsOutOfOrder() {
        Calibration line = Calibration.fit(new double[] {4, 1, 2, 3}, new double[] {9, 1, 5, 3});
        assertThat(line.at(1)).isEqualTo(1);
        assertThat(line.at(2.5)).isEqualTo(4);
        assertThat(line.at(4)).isEqualTo(9);
        assertThat(line.at(1.75)).isCloseTo(2.5, within(1e-12));
        assertThat(line.size()).isEqualTo(3);
    }

    @Test
    void staysWithinWhatWasSeen() {
        Calibration line = Calibration.fit(new double[] {0, 1}, new double[] {10, 20});
        assertThat(line.at(-100)).isEqualTo(10);
        assertThat(line.at(100)).isEqualTo(20);
    }

    @Test
    void equalLevelsShareTheirMeanAndDeadOnesCountForNothing() {
        Calibration line =
                Calibration.fit(new double[] {0, 0, 1, -5}, new double[] {1, 3, 7, Double.NEGATIVE_INFINITY});
        assertThat(line.at(0)).isEqualTo(2);
        assertThat(line.at(-5)).isEqualTo(2);
        assertThat(Calibration.fit(new double[] {1}, new double[] {Double.NEGATIVE_INFINITY})
                        .at(1))
                .isNaN();
    }

    @Test
    void fallingQualitiesBecomeTheirMean() {
        Calibration line = Calibration.fit(new double[] {1, 2, 3}, new double[] {6, 5, 1});
        assertThat(line.size()).isEqualTo(1);
        assertThat(line.at(9)).isCloseTo(4, within(1e-12));
    }
}
