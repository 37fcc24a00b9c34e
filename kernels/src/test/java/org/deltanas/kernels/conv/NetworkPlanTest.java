package org.deltanas.kernels.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {

    @Test
    void countsSizesParametersAndMultiplyAdds() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        int a = net.batchNorm(net.convolution(x, 16, 3, 1));
        int b = net.convolution(net.relu(a), 32, 5, 2, 2, 1, 4, 2);
        int c = net.convolution(b, 32, 3, 1, 2, 2, 32, 3);
        int d = net.averagePool(net.concat(b, c), 2, 2, 0);
        net.classifier(64, 10);
        NetworkPlan plan = net.build(d);
        assertThat(plan.sizes(9)).containsExactly(9, 9, 9, 9, 5, 5, 5, 2);
        // Convolutions 3 * 16 * 9, 32 * (16 / 4) * 25 and 32 * 9; batch norm 2 * 16; classifier 65 * 10.
        assertThat(plan.parameters()).isEqualTo(432 + 3200 + 288 + 32 + 650);
        assertThat(plan.macs(9)).isEqualTo(432 * 81 + (3200 + 288) * 25 + 640);
        assertThat(plan.isDead()).isFalse();
        assertThat(plan.batchNorms()).isOne();
    }

    @Test
    void settlesWhatIsZeroAndWhatIsNeeded() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(2);
        int zeros = net.zeros(x);
        int onZeros = net.batchNorm(net.convolution(net.relu(zeros), 2, 3, 1));
        int pool = net.averagePool(x, 3, 1, 1);
        int deadEnd = net.batchNorm(net.convolution(x, 2, 1, 2));
        int sum = net.add(x, onZeros);
        NetworkPlan plan = net.build(sum);
        assertThat(plan.isZero(zeros)).isTrue();
        assertThat(plan.isZero(onZeros)).isTrue();
        assertThat(plan.isZero(sum)).isFalse();
        assertThat(plan.isNeeded(onZeros)).isTrue();
        assertThat(plan.isNeeded(deadEnd)).as("its variance counts").isTrue();
        assertThat(plan.isNeeded(pool)).isFalse();
        assertThat(plan.isDead()).isFalse();

        NetworkPlan.Builder dead = NetworkPlan.builder();
        assertThat(dead.build(dead.relu(dead.zeros(dead.input(1)))).isDead()).isTrue();
    }

    @Test
    void aClearedBuilderWritesAnotherPlanInThePlaceOfTheLast() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(4);
        net.classifier(4, 10);
        NetworkPlan large = net.build(net.batchNorm(net.add(x, net.slice(net.convolution(x, 8, 3, 1), 4))));
        assertThat(large.layers()).hasSize(5);
        assertThatThrownBy(() -> net.relu(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("clear");
        NetworkPlan small = net.clear().build(net.zeros(net.input(2)));
        NetworkPlan.Builder fresh = NetworkPlan.builder();
        NetworkPlan same = fresh.build(fresh.zeros(fresh.input(2)));
        assertThat(small.layers()).isEqualTo(same.layers());
        assertThat(small.isDead()).isTrue();
        assertThat(small.parameters()).isZero();
        assertThat(small.macs(4)).isZero();
        assertThat(small.batchNorms()).isZero();
        assertThat(small.classes()).isZero();
    }

    @Test
    void joinsTerms() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(2);
        net.term(x);
        assertThat(net.sum()).as("of a single one").isEqualTo(x);
        int relu = net.relu(x);
        for (int i = 0; i < 3; i++) {
            net.term(x);
            net.term(relu);
        }
        assertThat(net.terms()).isEqualTo(6);
        int sum = net.sum();
        assertThat(net.terms()).isZero();
        net.term(sum);
        net.term(x);
        int joined = net.joined();
        net.setNode(20, joined);
        NetworkPlan plan = net.build(net.node(20));
        assertThat(plan.layers().get(sum).inputs()).containsExactly(x, relu, x, relu, x, relu);
        assertThat(plan.layers().get(joined)).isEqualTo(new Layer.Concat(List.of(sum, x), 4));
        assertThatThrownBy(net::sum).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsWhatIsEvaluated() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(2);
        net.convolution(x, 16, 3, 1);
        net.batchNorm(net.convolution(net.zeros(x), 8, 3, 2));
        int used = net.convolution(x, 4, 3, 2, 1, 1, 1, 3);
        net.classifier(4, 10);
        NetworkPlan plan = net.build(used);
        assertThat(plan.evaluatedMacs(8)).isEqualTo(2 * 4 * 9 * 16);
        assertThat(plan.macs(8)).isEqualTo(2 * 16 * 9 * 64 + 2 * 8 * 9 * 64 + 2 * 4 * 9 * 16 + 40);
    }

    @Test
    void refusesWhatCannotBe() {
        assertRefused(net -> net.input(0), "channels", "0");
        assertRefused(net -> net.relu(0), "layer 0", "0 so far");
        assertRefused(
                net -> {
                    net.input(1);
                    net.input(1);
                },
                "one input");
        assertRefused(net -> net.convolution(net.input(4), 8, 3, 1, 1, 1, 3, 0), "groups", "4 and 8", "3");
        assertRefused(net -> net.convolution(net.input(4), 8, 3, 0, 1, 1, 1, 0), "stride", "0");
        assertRefused(net -> net.convolution(net.input(4), 8, 0, 1, 1, 1, 1, 0), "kernel", "0");
        assertRefused(net -> net.convolution(net.input(4), 8, 3, 1, -1, 1, 1, 0), "padding", "-1");
        assertRefused(net -> net.averagePool(net.input(4), 2, 1, 2), "padding", "2");
        assertRefused(net -> net.maxPool(net.input(4), 2, 300, 0), "stride", "300");
        assertRefused(
                net -> {
                    int x = net.input(4);
                    net.add(x, net.convolution(x, 5, 1, 0));
                },
                "as many channels",
                "4",
                "5");
        assertRefused(net -> net.add(), "needs an input");
        assertRefused(net -> net.concat(), "needs an input");
        assertRefused(net -> net.classifier(0, 10), "features", "0");
        assertRefused(net -> net.build(0), "layer 0");
    }

    private static void assertRefused(Consumer<NetworkPlan.Builder> steps, String... words) {
        assertThatThrownBy(() -> steps.accept(NetworkPlan.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(words);
    }

    @Test
    void refusesResolutionsThatDoNotFit() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(1);
        int pooled = net.averagePool(x, 2, 2, 0);
        int strided = net.convolution(x, 1, 3, 2, 1, 1, 1, 0);
        NetworkPlan plan = net.build(net.batchNorm(net.add(pooled, strided)));
        assertThat(plan.sizes(4)[3]).isEqualTo(2);
        assertThatThrownBy(() -> plan.sizes(5))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("5", "2 and 3");
        assertThatThrownBy(() -> plan.sizes(1))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("too small");
        assertThatThrownBy(() -> plan.sizes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new PerturbationProbe(0, 0, 1, 4, 0.01).check(plan)).isEqualTo(plan.sizes(4));
        assertThatThrownBy(() -> new PerturbationProbe(0, 0, 3, 2, 0.01).check(plan))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("batch of 3", "resolution 2", "3 values", "larger batch");
    }

    @Test
    void refusesProbesOutOfRange() {
        assertThatThrownBy(() -> new PerturbationProbe(0, -1, 1, 8, 0.01))
                .message()
                .contains("-1");
        assertThatThrownBy(() -> new PerturbationProbe(0, 0, 0, 8, 0.01))
                .message()
                .contains("not 0");
        assertThatThrownBy(() -> new PerturbationProbe(0, 0, 1, 4097, 0.01))
                .message()
                .contains("4097");
        assertThatThrownBy(() -> new PerturbationProbe(0, 0, 1, 8, 0)).message().contains("gamma");
        assertThatThrownBy(() -> new PerturbationProbe(0, 0, 1, 8, Double.NaN))
                .message()
                .contains("NaN");
    }
}
