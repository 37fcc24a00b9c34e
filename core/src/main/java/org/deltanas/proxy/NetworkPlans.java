package org.deltanas.proxy;

import java.util.Optional;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.NatsBenchSizeSpace;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.TransNasMacroSpace;
import org.deltanas.space.TransNasMicroSpace;

/**
 * What the architectures of one space are as networks. Immutable and thread-safe.
 *
 * <p>The weights of every layer are named by the stage, cell, slot and operation it stands for, never by the
 * architecture: two architectures one edit apart have the same weights wherever the edit did not reach.
 */
public interface NetworkPlans {

    /** The network of the architecture in {@code row}. Allocates. */
    default NetworkPlan plan(CodeSlab codes, int row) {
        return plan(codes, row, NetworkPlan.builder());
    }

    /**
     * Writes the network of the architecture in {@code row}. Allocates nothing that {@code net} has room for.
     *
     * @param net a builder that is new or cleared; the plan lasts until it is cleared again
     */
    NetworkPlan plan(CodeSlab codes, int row, NetworkPlan.Builder net);

    /**
     * The cell of the architecture in {@code row} in a small skeleton, the same for all cells, see {@link CellSkeleton}; empty
     * for spaces without cells. Allocates.
     */
    default Optional<NetworkPlan> cellPlan(CodeSlab codes, int row) {
        return Optional.empty();
    }

    /**
     * The trainable parameters of the architecture in {@code row}: those of its {@link #plan}, without building it.
     * Allocation free.
     */
    long parameters(CodeSlab codes, int row);

    /** Whether architectures with the same representative have as many parameters. */
    boolean parametersSameWithinClass();

    /**
     * Pixels a side of the images that the benchmark trains on: 32, those of CIFAR-10, unless a space says otherwise; also
     * for spaces of the user's own.
     */
    default int resolution() {
        return 32;
    }

    /**
     * Pixels a side of the images that zero-cost scores take unless told otherwise: as few as keep the order of the scores
     * at {@link #resolution}.
     */
    default int probeResolution() {
        return 16;
    }

    /**
     * Whether architectures with the same representative have as many multiply-adds at {@link #resolution}: unless a
     * space says otherwise, where they have as many parameters, since what moves within a class keeps its size.
     */
    default boolean flopsSameWithinClass() {
        return parametersSameWithinClass();
    }

    /** Whether the architectures of {@code space} have networks. */
    static boolean exist(SearchSpace space) {
        return find(space) != null;
    }

    /**
     * The networks of a space.
     *
     * @throws UnsupportedOperationException if none are defined
     */
    static NetworkPlans of(SearchSpace space) {
        NetworkPlans plans = find(space);
        if (plans == null) {
            throw new UnsupportedOperationException(
                    "the architectures of " + space.name()
                            + " have no network plan; nasbench101, nasbench201, nasbench301, transnas-micro, transnas-macro, nasbench-macro, natsbench-size, block:NxR and spaces of a definition have");
        }
        return plans;
    }

    private static NetworkPlans find(SearchSpace space) {
        if (space instanceof NasBench101Space) {
            return new NasBench101Plans();
        }
        if (space instanceof NasBench201Space cells) {
            return new NasBench201Plans(cells);
        }
        if (space instanceof TransNasMicroSpace cells) {
            return new TransNasMicroPlans(cells);
        }
        if (space instanceof TransNasMacroSpace) {
            return new TransNasMacroPlans();
        }
        if (space instanceof NasBench301Space) {
            return new NasBench301Plans();
        }
        if (space instanceof NatsBenchSizeSpace sizes) {
            return new NatsBenchSizePlans(sizes);
        }
        if (space instanceof ChainSpace chain) {
            return new ChainPlans(chain);
        }
        return space instanceof DefinedSpace defined ? new DefinedPlans(defined) : null;
    }
}
