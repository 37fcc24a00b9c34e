package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deltanas.kernels.mlp.Activation;
import org.deltanas.kernels.mlp.MlpShape;
import org.junit.jupiter.api.Test;

class FrontierTest {
    private static FrontierPoint point(String layers, double few, double many, double rate) {
        return point(true, layers, 4, few, many, rate);
    }

    private static FrontierPoint point(
            boolean statistics, String layers, int members, double few, double many, double rate) {
        // Two spaces whose rates have the given one as their geometric mean.
        return new FrontierPoint(
                statistics,
                MlpShape.of(layers, Activation.RELU),
                members,
                List.of(few, many),
                List.of(rate / 2, rate * 2),
                0.5);
    }

    private static final FrontierPoint REFERENCE = point("64-64", 0.80, 0.90, 2e6);
    private static final FrontierPoint FASTEST = point("32", 0.70, 0.80, 8e6);
    private static final FrontierPoint SOUND = point("64-32", 0.795, 0.895, 4e6);
    private static final FrontierPoint UNEVEN = point("32-32", 0.785, 0.92, 5e6);
    private static final FrontierPoint BEATEN = point("256", 0.79, 0.89, 1e6);

    private static Frontier frontier(FrontierPoint... points) {
        return Frontier.of(List.of(points), 4);
    }

    @Test
    void ratesAreMeansOfFactors() {
        assertThat(REFERENCE.rate()).isBetween(2e6 * 0.999999, 2e6 * 1.000001);
        assertThat(REFERENCE.tau()).isBetween(0.8499, 0.8501);
    }

    @Test
    void theFrontierIsWhatNoOtherBeats() {
        Frontier frontier = frontier(BEATEN, REFERENCE, FASTEST, SOUND);
        assertThat(frontier.best()).containsExactly(FASTEST, SOUND, REFERENCE);
        assertThat(frontier(REFERENCE, REFERENCE).best())
                .as("equals do not beat")
                .hasSize(2);
    }

    @Test
    void othersThanTheReferencesKindAreNoCandidates() {
        FrontierPoint single = point(true, "32", 1, 0.99, 0.99, 9e6);
        FrontierPoint blind = point(false, "32", 4, 0.99, 0.99, 9e6);
        Frontier frontier = frontier(single, blind, REFERENCE, SOUND);
        assertThat(frontier.best()).containsExactlyInAnyOrder(single, blind);
        assertThat(frontier.bestCandidates()).containsExactly(SOUND, REFERENCE);
        assertThat(frontier.recommended()).isEqualTo(SOUND);
    }

    @Test
    void theRecommendedShapeLosesLittleOnEveryBenchmark() {
        assertThat(UNEVEN.tau()).isGreaterThan(REFERENCE.tau());
        assertThat(UNEVEN.mostLost(REFERENCE)).isBetween(0.0149, 0.0151);
        assertThat(frontier(REFERENCE, FASTEST, SOUND, UNEVEN).recommended()).isEqualTo(SOUND);
        assertThat(frontier(REFERENCE, FASTEST).recommended()).isEqualTo(REFERENCE);
    }

    @Test
    void theKneeIsFarthestAboveTheLineBetweenTheEnds() {
        assertThat(frontier(REFERENCE, FASTEST, SOUND, BEATEN).knee()).isEqualTo(SOUND);
        FrontierPoint below = point("64-32", 0.72, 0.82, 4e6);
        assertThat(frontier(REFERENCE, FASTEST, below).knee()).isEqualTo(FASTEST);
        assertThat(frontier(REFERENCE).knee()).isEqualTo(REFERENCE);
    }

    @Test
    void aReferenceIsNeeded() {
        assertThatThrownBy(() -> frontier(SOUND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 x 64-64 relu");
    }
}
