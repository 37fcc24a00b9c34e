package org.deltanas.kernels.cudnn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.cudnn.DeviceProgram.Value;

/**
 * Many networks made ready for a device as one. What is zero or of no use is left out, and a sum of one summand is that
 * summand, as in a {@link DeviceProgram}. Beyond that
 *
 * <ul>
 *   <li>a layer that several networks have, with the same input and, since weights are named by their place, the same
 *       weights, is evaluated once;
 *   <li>like layers of different inputs are one launch: their values lie side by side in the <em>lanes</em> of a
 *       {@link Stack}, in the order image, lane, pass, channel, row, column. Read as more images it is what a convolution with
 *       common weights takes, read as more channels what a batch norm with statistics of their own does;
 *   <li>rectifiers are applied where values are gathered for a convolution;
 *   <li>steps that do not wait for each other make up a round. A convolution waits until all networks that have it are there.
 * </ul>
 *
 * <p>How many lanes a stack has follows from the layer's shape alone, and all are computed, used or not: what a library
 * makes of a lane, bit for bit, must not depend on how many other networks there are. Immutable once made; needs no device.
 */
final class BatchProgram {
    private static final int MOST_LANES = 32;

    /** Values side by side. */
    static final class Stack {
        final Value value;
        final int lanes;
        private final int number;
        private final int firstRound;
        private int lastRound;
        private long offset;

        private Stack(int number, Value value, int lanes, int firstRound) {
            this.number = number;
            this.value = value;
            this.lanes = lanes;
            this.firstRound = firstRound;
            this.lastRound = firstRound;
        }

        /** Where it begins, in bytes; meaningless for the images, which lie elsewhere. */
        long offset() {
            return offset;
        }

        /** Clean and perturbed images of all lanes, for so many images of a network. */
        int images(int batch) {
            return batch * lanes * 2;
        }

        long bytes(int batch) {
            return value.bytes(images(batch));
        }

        private void readIn(int round) {
            lastRound = Math.max(lastRound, round);
        }
    }

    /**
     * A lane.
     *
     * @param rectified whether it is to be seen through a rectifier
     */
    record Place(Stack stack, int lane, boolean rectified) {
        private static final Comparator<Place> ORDER =
                Comparator.nullsFirst(Comparator.comparingInt((Place place) -> place.stack.number)
                        .thenComparing(Place::rectified)
                        .thenComparingInt(Place::lane));

        private boolean isBefore(Place next) {
            return stack == next.stack && lane + 1 == next.lane && rectified == next.rectified;
        }
    }

    /**
     * Lanes next to each other that come from lanes next to each other.
     *
     * @param sources where the first lane comes from; null for zeros
     * @param lane the first lane
     * @param count how many
     */
    record Run(List<Place> sources, int lane, int count) {}

    /** What is done in one go. */
    sealed interface Step {
        /** What is written. */
        Stack target();
    }

    /**
     * A convolution.
     *
     * @param gathered how the source is filled before; empty if it is there
     */
    record Convolve(Layer.Convolution layer, Stack source, List<Run> gathered, Stack target) implements Step {}

    /** A rectifier, pooling, slice or shift of all lanes. */
    record Apply(Layer layer, Stack source, Stack target) implements Step {}

    /**
     * A batch norm of all lanes.
     *
     * @param row counts pairs of pass and lane among all batch norms of as many channels
     */
    record Normalise(Stack source, Stack target, int row) implements Step {}

    /** Sums. */
    record Sum(List<Run> runs, Stack target) implements Step {}

    /**
     * Concatenations.
     *
     * @param parts the channels of each source
     */
    record Join(List<Integer> parts, List<Run> runs, Stack target) implements Step {
        /** Whether some part of some lane is zero. */
        boolean hasZeros() {
            return runs.stream().anyMatch(run -> run.sources().contains(null));
        }
    }

    /** A layer of one or more networks. */
    private static final class Node {
        private final int id;
        private final Layer layer;
        private final List<Source> sources;
        private final Value value;
        private final int lanes;
        private final List<Node> readers = new ArrayList<>();
        /** Null but of a convolution. */
        private Slot slot;

        private int awaited;
        private Stack stack;
        private int lane;
        private int row;

        Node(int id, Layer layer, List<Source> sources, Value value, int lanes) {
            this.id = id;
            this.layer = layer;
            this.sources = sources;
            this.value = value;
            this.lanes = lanes;
        }

        /** Whether its sources are brought together from anywhere. */
        boolean joins() {
            return layer instanceof Layer.Add || layer instanceof Layer.Concat;
        }

        Place place(boolean rectified) {
            return new Place(stack, lane, rectified);
        }

        /** By where the sources lie, the last one first: it is the one that networks which begin alike have not in common. */
        private static int compareSources(Node a, Node b) {
            int order = 0;
            for (int i = a.sources.size() - 1; i >= 0 && order == 0; i--) {
                order = Place.ORDER.compare(
                        a.sources.get(i).place(), b.sources.get(i).place());
            }
            return order;
        }
    }

    /** What a layer reads: null stands for zeros. */
    private record Source(Node node, boolean rectified) {
        Place place() {
            return node == null ? null : node.place(rectified);
        }
    }

    private record NodeKey(Layer layer, List<Source> sources) {}

    private record SlotKey(Layer layer, Value from) {}

    /** A convolution that waits for all networks that have it. */
    private static final class Slot {
        private final List<Node> ready = new ArrayList<>();
        private int awaited;

        List<Node> take() {
            awaited -= ready.size();
            List<Node> taken = List.copyOf(ready);
            ready.clear();
            return taken;
        }
    }

    private record UnaryKey(Layer layer, Stack source) {}

    private record JoinKey(Layer layer, int sources, Value value) {}

    final int batch;
    /** The images. */
    final Stack images;
    /** Steps that do not wait for each other, and wait for all steps of earlier rounds. */
    final List<List<Step>> rounds = new ArrayList<>();
    /** The convolutions, each once. */
    final List<Layer.Convolution> convolutions = new ArrayList<>();
    /** For each number of channels the rows of statistics, in ascending order of channels. */
    final TreeMap<Integer, Integer> rows = new TreeMap<>();
    /** For each stack that holds outputs the number of lanes in such stacks before it. */
    final Map<Stack, Integer> outputs = new LinkedHashMap<>();
    /** Bytes of all stacks but the images. */
    final long bytes;
    /** Layers of all networks together, and how many of them are left. */
    final int layers;

    final int distinctLayers;
    /** Lanes of all convolutions, and how many of them are used. */
    final int convolutionLanes;

    final int usedLanes;
    /** Multiplications and additions of the convolutions that are left, both passes; those of unused lanes are not counted. */
    final long flops;
    /** Bytes of all values that are left, written once and read once by each layer that reads them, and of weights. */
    final long movedBytes;

    private final long target;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<NodeKey, Node> known = new HashMap<>();
    private final List<Stack> stacks = new ArrayList<>();
    private final Node[] outputOf;
    private final Node[][] normOf;
    private int layerCount;
    private int laneCount;
    private int usedCount;

    /**
     * Makes networks ready.
     *
     * @param plans at least one; all read images of as many channels
     * @param sizes for each plan the sizes of its layers
     * @param batch images of a network
     * @param target numbers that a launch shall compute, if there are so many lanes: enough to fill the device
     */
    BatchProgram(List<NetworkPlan> plans, List<int[]> sizes, int batch, long target) {
        this.batch = batch;
        this.target = target;
        NetworkPlan first = plans.get(0);
        Value image = new Value(first.layers().get(first.input()).channels(), sizes.get(0)[first.input()]);
        this.images = new Stack(-1, image, 1, -1);
        Node input = new Node(-1, null, List.of(), image, 1);
        input.stack = images;
        this.outputOf = new Node[plans.size()];
        this.normOf = new Node[plans.size()][];
        for (int p = 0; p < outputOf.length; p++) {
            merge(p, plans.get(p), sizes.get(p), input);
        }
        known.clear();
        schedule();
        int before = 0;
        for (Node output : outputOf) {
            if (output != null && outputs.putIfAbsent(output.stack, before) == null) {
                before += output.stack.lanes;
                output.stack.readIn(rounds.size());
            }
        }
        this.bytes = place();
        this.layers = layerCount;
        this.distinctLayers = nodes.size();
        this.convolutionLanes = laneCount;
        this.usedLanes = usedCount;
        this.flops = nodes.stream().mapToLong(this::flops).sum();
        this.movedBytes = nodes.stream().mapToLong(this::movedBytes).sum()
                + convolutions.stream()
                        .mapToLong(c -> c.weights() * Float.BYTES)
                        .sum();
    }

    private long flops(Node node) {
        return node.layer instanceof Layer.Convolution c
                ? 2 * c.weights() * node.value.pixels() * images.images(batch)
                : 0;
    }

    private long movedBytes(Node node) {
        long bytes = node.value.bytes(images.images(batch));
        for (Source source : node.sources) {
            bytes += source.node() == null ? 0 : source.node().value.bytes(images.images(batch));
        }
        return bytes;
    }

    /** Calls that put work into streams when it is run. */
    long launches() {
        // Statistics are cleared and averaged, distances are subtracted and summed.
        long count = (rows.isEmpty() && outputs.isEmpty() ? 0L : 1L) + rows.size() + 2L * outputs.size();
        for (List<Step> round : rounds) {
            for (Step step : round) {
                count += launches(step);
            }
        }
        return count;
    }

    private static long launches(Step step) {
        if (step instanceof Convolve c) {
            return 1L + c.gathered().size();
        }
        if (step instanceof Sum sum) {
            return sum.runs().stream()
                    .mapToLong(run -> run.sources().size() - 1)
                    .sum();
        }
        if (step instanceof Join join) {
            long zeros = join.hasZeros() ? 1 : 0;
            return zeros
                    + join.runs().stream()
                            .flatMap(run -> run.sources().stream())
                            .filter(source -> source != null)
                            .count();
        }
        // A shift clears what it writes, and copies unless only one pixel is there.
        return step instanceof Apply a
                        && a.layer() instanceof Layer.Shift
                        && a.target().value.size() > 1
                ? 2
                : 1;
    }

    /** Networks. */
    int networks() {
        return outputOf.length;
    }

    /** The number of a network's distance among all lanes of output stacks; -1 if its output is zero. */
    int distance(int network) {
        Node output = outputOf[network];
        return output == null ? -1 : outputs.get(output.stack) + output.lane;
    }

    /** Batch norms of a network. */
    int norms(int network) {
        return normOf[network].length;
    }

    /** The row of a batch norm's clean pass among those of {@link #channels} channels, before that of the other; -1 on zeros. */
    int row(int network, int norm) {
        Node node = normOf[network][norm];
        return node == null ? -1 : node.row;
    }

    /** Channels of a batch norm that is not on zeros. */
    int channels(int network, int norm) {
        return normOf[network][norm].value.channels();
    }

    private void merge(int network, NetworkPlan plan, int[] sizes, Node input) {
        List<Layer> all = plan.layers();
        Source[] sources = new Source[all.size()];
        Source zeros = new Source(null, false);
        Arrays.fill(sources, zeros);
        sources[plan.input()] = new Source(input, false);
        normOf[network] = new Node[plan.batchNorms()];
        for (int i = 0; i < sources.length; i++) {
            if (i == plan.input() || !plan.isNeeded(i) || plan.isZero(i)) {
                continue;
            }
            layerCount++;
            Layer layer = all.get(i);
            if (layer instanceof Layer.Relu relu) {
                sources[i] = new Source(sources[relu.input()].node(), true);
            } else if (layer instanceof Layer.Convolution c) {
                sources[i] = node(nameless(layer), List.of(sources[c.input()]), sizes[i]);
            } else if (layer instanceof Layer.Add) {
                List<Source> live = layer.inputs().stream()
                        .map(in -> sources[in])
                        .filter(source -> source.node() != null)
                        .toList();
                sources[i] = live.size() == 1
                        ? live.get(0)
                        : node(nameless(layer), live.stream().map(this::plain).toList(), sizes[i]);
            } else {
                List<Source> read =
                        layer.inputs().stream().map(in -> plain(sources[in])).toList();
                Layer key = layer instanceof Layer.Concat c
                        ? new Layer.Concat(
                                c.inputs().stream()
                                        .map(in -> all.get(in).channels())
                                        .toList(),
                                c.channels())
                        : nameless(layer);
                sources[i] = node(key, read, sizes[i]);
                if (layer instanceof Layer.BatchNorm norm) {
                    normOf[network][norm.index()] = sources[i].node();
                }
            }
        }
        outputOf[network] = plain(sources[plan.output()]).node();
    }

    /** The layer without what it reads. */
    private static Layer nameless(Layer layer) {
        if (layer instanceof Layer.Convolution c) {
            return new Layer.Convolution(
                    0,
                    c.channels(),
                    c.inputChannels(),
                    c.kernel(),
                    c.stride(),
                    c.padding(),
                    c.dilation(),
                    c.groups(),
                    c.weightStream());
        }
        if (layer instanceof Layer.BatchNorm b) {
            return new Layer.BatchNorm(0, b.channels(), 0, false);
        }
        if (layer instanceof Layer.AveragePool p) {
            return new Layer.AveragePool(0, p.channels(), p.kernel(), p.stride(), p.padding());
        }
        if (layer instanceof Layer.MaxPool p) {
            return new Layer.MaxPool(0, p.channels(), p.kernel(), p.stride(), p.padding());
        }
        if (layer instanceof Layer.Slice s) {
            return new Layer.Slice(0, s.channels());
        }
        if (layer instanceof Layer.Shift s) {
            return new Layer.Shift(0, s.channels());
        }
        if (layer instanceof Layer.Add a) {
            return new Layer.Add(List.of(), a.channels());
        }
        throw new IllegalArgumentException("no way to evaluate " + layer);
    }

    /** The source as a value that lies somewhere. */
    private Source plain(Source source) {
        return source.rectified()
                ? node(
                        new Layer.Relu(0, source.node().value.channels()),
                        List.of(new Source(source.node(), false)),
                        source.node().value.size())
                : source;
    }

    private Source node(Layer layer, List<Source> sources, int size) {
        return new Source(
                known.computeIfAbsent(new NodeKey(layer, sources), key -> newNode(layer, sources, size)), false);
    }

    private Node newNode(Layer layer, List<Source> sources, int size) {
        Value value = new Value(layer.channels(), size);
        Node node = new Node(
                nodes.size(), layer, sources, value, lanes(layer, sources.get(0).node(), value));
        for (Source source : sources) {
            if (source.node() != null && source.node().layer != null) {
                source.node().readers.add(node);
                node.awaited++;
            }
        }
        nodes.add(node);
        return node;
    }

    private int lanes(Layer layer, Node source, Value value) {
        boolean gathers = layer instanceof Layer.Add || layer instanceof Layer.Concat;
        if (!gathers && (!(layer instanceof Layer.Convolution) || source.layer == null)) {
            return source.lanes;
        }
        int floats =
                layer instanceof Layer.Convolution ? Math.max(value.floats(), source.value.floats()) : value.floats();
        int lanes = 1;
        while (lanes < MOST_LANES && 4L * lanes * batch * floats <= target) {
            lanes *= 2;
        }
        return lanes;
    }

    private void schedule() {
        Map<SlotKey, Slot> slots = new HashMap<>();
        for (Node node : nodes) {
            if (node.layer instanceof Layer.Convolution c) {
                SlotKey key = new SlotKey(c, node.sources.get(0).node().value);
                node.slot = slots.computeIfAbsent(key, k -> {
                    convolutions.add(c);
                    return new Slot();
                });
                node.slot.awaited++;
            }
        }
        Ready ready = new Ready();
        nodes.stream().filter(node -> node.awaited == 0).forEach(ready::add);
        for (List<Node> now = ready.next(); !now.isEmpty(); now = ready.next()) {
            rounds.add(steps(now, rounds.size()));
            for (Node node : now) {
                for (Node reader : node.readers) {
                    if (--reader.awaited == 0) {
                        ready.add(reader);
                    }
                }
            }
        }
    }

    /** What waits for nothing but its turn. */
    private static final class Ready {
        private final List<Node> unary = new ArrayList<>();
        private final List<Node> joins = new ArrayList<>();
        private final Set<Slot> slots = new LinkedHashSet<>();

        void add(Node node) {
            if (node.slot != null) {
                node.slot.ready.add(node);
                slots.add(node.slot);
            } else {
                (node.joins() ? joins : unary).add(node);
            }
        }

        /**
         * What to do next: what fills no stack of its own, and convolutions for which no other network is awaited; else sums
         * and concatenations, as many as there are by then; else the convolution that most networks are there for.
         */
        List<Node> next() {
            List<Node> now = new ArrayList<>(unary);
            unary.clear();
            for (Iterator<Slot> all = slots.iterator(); all.hasNext(); ) {
                Slot slot = all.next();
                if (slot.ready.size() == slot.awaited) {
                    now.addAll(slot.take());
                    all.remove();
                }
            }
            if (now.isEmpty()) {
                now.addAll(joins);
                joins.clear();
            }
            if (now.isEmpty() && !slots.isEmpty()) {
                Slot most = Collections.max(slots, Comparator.comparingInt(slot -> slot.ready.size()));
                now.addAll(most.take());
                slots.remove(most);
            }
            now.sort(Comparator.comparingInt(node -> node.id));
            return now;
        }
    }

    private List<Step> steps(List<Node> now, int round) {
        Map<Object, List<Node>> alike = new LinkedHashMap<>();
        for (Node node : now) {
            Object key = node.slot != null
                    ? node.slot
                    : node.joins()
                            ? new JoinKey(node.layer, node.sources.size(), node.value)
                            : new UnaryKey(node.layer, node.sources.get(0).node().stack);
            alike.computeIfAbsent(key, k -> new ArrayList<>()).add(node);
        }
        List<Step> steps = new ArrayList<>();
        for (List<Node> group : alike.values()) {
            Node any = group.get(0);
            if (any.slot != null || any.joins()) {
                // Lanes in the order of what they come from make longer runs, which are fewer calls.
                group.sort(Node::compareSources);
                for (int from = 0; from < group.size(); from += any.lanes) {
                    steps.add(gathering(group.subList(from, Math.min(from + any.lanes, group.size())), round));
                }
            } else {
                steps.add(unary(group, round));
            }
        }
        return steps;
    }

    private Stack newStack(Value value, int lanes, int round) {
        Stack stack = new Stack(stacks.size(), value, lanes, round);
        stacks.add(stack);
        return stack;
    }

    /** The same lanes as those of the source. */
    private Step unary(List<Node> group, int round) {
        Node any = group.get(0);
        Stack source = any.sources.get(0).node().stack;
        source.readIn(round);
        Stack made = newStack(any.value, source.lanes, round);
        int row = any.layer instanceof Layer.BatchNorm
                ? rows.merge(any.value.channels(), 2 * source.lanes, Integer::sum) - 2 * source.lanes
                : 0;
        for (Node node : group) {
            node.stack = made;
            node.lane = node.sources.get(0).node().lane;
            node.row = row + 2 * node.lane;
        }
        return any.layer instanceof Layer.BatchNorm
                ? new Normalise(source, made, row)
                : new Apply(any.layer, source, made);
    }

    private Step gathering(List<Node> group, int round) {
        Node any = group.get(0);
        Stack made = newStack(any.value, any.lanes, round);
        List<Run> runs = runs(group, round);
        for (int lane = 0; lane < group.size(); lane++) {
            group.get(lane).stack = made;
            group.get(lane).lane = lane;
        }
        if (any.layer instanceof Layer.Add) {
            return new Sum(runs, made);
        }
        if (any.layer instanceof Layer.Concat) {
            return new Join(any.layer.inputs(), runs, made);
        }
        laneCount += any.lanes;
        usedCount += group.size();
        Layer.Convolution layer = (Layer.Convolution) any.layer;
        Place first = runs.get(0).sources().get(0);
        boolean isThere =
                runs.size() == 1 && first.lane() == 0 && !first.rectified() && first.stack().lanes == any.lanes;
        return isThere
                ? new Convolve(layer, first.stack(), List.of(), made)
                : new Convolve(layer, newStack(first.stack().value, any.lanes, round), runs, made);
    }

    private static List<Run> runs(List<Node> group, int round) {
        List<Run> runs = new ArrayList<>();
        List<Place> first = null;
        List<Place> last = null;
        int begin = 0;
        for (int lane = 0; lane < group.size(); lane++) {
            List<Place> places = new ArrayList<>();
            for (Source source : group.get(lane).sources) {
                Place place = source.place();
                if (place != null) {
                    place.stack().readIn(round);
                }
                places.add(place);
            }
            if (last == null || !follows(places, last)) {
                if (first != null) {
                    runs.add(new Run(first, begin, lane - begin));
                }
                first = places;
                begin = lane;
            }
            last = places;
        }
        runs.add(new Run(first, begin, group.size() - begin));
        return runs;
    }

    private static boolean follows(List<Place> places, List<Place> last) {
        for (int i = 0; i < places.size(); i++) {
            Place a = last.get(i);
            Place b = places.get(i);
            if ((a == null) != (b == null) || (a != null && !a.isBefore(b))) {
                return false;
            }
        }
        return true;
    }

    /** Gives every stack the lowest place that is free during its life. */
    private long place() {
        List<Stack> live = new ArrayList<>();
        long top = 0;
        int round = -1;
        for (Stack stack : stacks) {
            if (stack.firstRound > round) {
                round = stack.firstRound;
                live.removeIf(other -> other.lastRound < stack.firstRound);
            }
            long room = DeviceProgram.aligned(stack.bytes(batch));
            long at = 0;
            int index = 0;
            for (Stack other : live) {
                if (other.offset - at >= room) {
                    break;
                }
                at = Math.max(at, other.offset + DeviceProgram.aligned(other.bytes(batch)));
                index++;
            }
            stack.offset = at;
            live.add(index, stack);
            top = Math.max(top, at + room);
        }
        return top;
    }
}
