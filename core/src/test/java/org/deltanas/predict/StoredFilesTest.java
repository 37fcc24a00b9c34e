package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Direction;
import org.deltanas.search.SyntheticLabel;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.space.SpaceDefinition;
import org.deltanas.testing.DefinedSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Predictors and data sets in files: what is written comes back, and nothing else is taken for it. */
class StoredFilesTest {
    private static final int FLIPS = 2_000;
    private static final Origin ORIGIN = new Origin("block:3x3", "synthetic", Direction.MIN, -5, 12);

    private final CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:3x3");
    private final SyntheticLabel label = new SyntheticLabel(space, 0.5);

    private byte[] dataSet() throws IOException {
        Philox random = new Philox(2);
        try (DifferenceDataSet data = new DifferenceDataSet(space, 2, 4);
                CodeSlab codes = space.newSlab(2)) {
            while (data.size() < 12) {
                space.sample(random, codes, 0);
                space.sample(random, codes, 1);
                data.add(codes, 0, label.value(codes, 0), 1, data.size() == 4 ? Double.NEGATIVE_INFINITY : 1);
            }
            return bytes(data, new Origin("block:3x3", "synthetic", Direction.MIN, -5, data.size()));
        }
    }

    private static byte[] bytes(DifferenceDataSet data, Origin origin) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        data.write(out, origin);
        return out.toByteArray();
    }

    private byte[] predictor(PredictorKind kind) throws IOException {
        TrainingSet data = new TrainingSet(kind.features(space));
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(1);
                Workers workers = new Workers(1)) {
            for (int i = 0; i < 12; i++) {
                space.sample(random, codes, 0);
                data.add(codes, 0, label.value(codes, 0));
            }
            TrainingOptions brief = new TrainingOptions(2, 1e-3, 0, 1, 8, 2);
            Predictor predictor = PredictorTrainer.train(
                    PredictorDesign.of(kind), data, brief, 1, MlpEngine.of(Simd.best()), workers);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new PredictorFile(predictor, ORIGIN).write(out);
            return out.toByteArray();
        }
    }

    private static void readDataSet(byte[] file) throws IOException {
        DifferenceDataSet.read(new ByteArrayInputStream(file), SearchSpaces::byName)
                .data()
                .close();
    }

    private void readPredictor(byte[] file) throws IOException {
        PredictorFile.read(new ByteArrayInputStream(file), space);
    }

    private interface Reading {
        void read(byte[] file) throws IOException;
    }

    private static void assertRefused(Reading reading, byte[] file, String reason) {
        assertThatThrownBy(() -> reading.read(file))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining(reason);
    }

    /** Every damage is refused; so is every shorter file. */
    private static void assertDamageIsRefused(Reading reading, byte[] file) {
        assertThatCode(() -> reading.read(file)).doesNotThrowAnyException();
        Philox random = new Philox(9);
        for (int trial = 0; trial < FLIPS; trial++) {
            byte[] damaged = file.clone();
            int flips = 1 + random.nextInt(3);
            for (int i = 0; i < flips; i++) {
                damaged[random.nextInt(file.length)] ^= (byte) (1 + random.nextInt(255));
            }
            if (!Arrays.equals(damaged, file)) {
                assertRefused(reading, damaged, "");
            }
        }
        for (int length = 0; length < file.length; length += Math.max(1, file.length / 300)) {
            assertRefused(reading, Arrays.copyOf(file, length), "");
        }
        assertRefused(reading, Arrays.copyOf(file, file.length + 1), "");
        assertRefused(reading, "arch,label\n012,3\n".getBytes(StandardCharsets.UTF_8), "it is no ");
    }

    @ParameterizedTest
    @EnumSource
    void damagedPredictorsAreRefused(PredictorKind kind) throws IOException {
        assertDamageIsRefused(this::readPredictor, predictor(kind));
    }

    @Test
    void damagedDataSetsAreRefused() throws IOException {
        assertDamageIsRefused(StoredFilesTest::readDataSet, dataSet());
    }

    @Test
    void eachIsRefusedAsTheOther() throws IOException {
        byte[] data = dataSet();
        byte[] predictor = predictor(PredictorKind.POTENTIAL);
        assertRefused(this::readPredictor, data, "it is no predictor but a data set of differences");
        assertRefused(StoredFilesTest::readDataSet, predictor, "it is no data set of differences but a predictor");
    }

    @Test
    void otherVersionsAreRefused() throws IOException {
        byte[] data = dataSet();
        data[7] = 9;
        assertRefused(StoredFilesTest::readDataSet, data, "its format version is 9; this program reads version 1");
    }

    @ParameterizedTest
    @EnumSource
    void predictorsOfOtherSpacesAreRefused(PredictorKind kind) throws IOException {
        byte[] file = predictor(kind);
        assertThatThrownBy(() -> PredictorFile.read(new ByteArrayInputStream(file), SearchSpaces.byName("block:3x4")))
                .isInstanceOf(StoredFormatException.class)
                .hasMessage("it is of the space 'block:3x3', not of 'block:3x4'");
    }

    /** A name does not say what a user's own space is. */
    @Test
    void filesOfOtherDefinitionsAreRefused() throws IOException {
        DefinedSpace ours = DefinedSpaces.varied();
        SpaceDefinition definition = ours.definition();
        DefinedSpace theirs = new DefinedSpace(new SpaceDefinition(
                "varied", definition.stemChannels(), 2, 10, definition.positions(), definition.connections()));
        byte[] file;
        try (DifferenceDataSet data = new DifferenceDataSet(ours, 1, 1);
                CodeSlab codes = ours.newSlab(2)) {
            ours.edits().apply(0, codes, 1);
            data.add(codes, 0, 1, 1, 2);
            file = bytes(data, new Origin(ours.id(), "synthetic", Direction.MAX, 1, 2));
        }
        DifferenceDataSet.read(new ByteArrayInputStream(file), id -> ours)
                .data()
                .close();
        assertRefused(
                other -> DifferenceDataSet.read(new ByteArrayInputStream(other), id -> theirs),
                file,
                "it is of the space '" + ours.id() + "', not of '" + theirs.id()
                        + "': their definitions are not the same");
    }

    /** A checksum shows damage, not sense. */
    @Test
    void senselessContentUnderARightChecksumIsRefused() throws IOException {
        byte[] data = dataSet();
        int words = indexOf(data, 2, 4) + 2 * Integer.BYTES;
        assertRefused(StoredFilesTest::readDataSet, changed(data, words, 7), "7 longs");
        assertRefused(StoredFilesTest::readDataSet, changed(data, words - 4, 0), "0 samples");
        assertRefused(StoredFilesTest::readDataSet, changed(data, words + 4, -1), "its architecture 0 is none of");
        assertRefused(StoredFilesTest::readDataSet, changed(data, data.length - 8, 1 << 20), "of 12 architectures");
        byte[] predictor = predictor(PredictorKind.PAIR);
        int nan = Float.floatToRawIntBits(Float.NaN);
        assertRefused(this::readPredictor, changed(predictor, predictor.length - 8, nan), "the number NaN");
    }

    private static int indexOf(byte[] file, int first, int second) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        for (int i = 8; ; i++) {
            if (bytes.getInt(i) == first && bytes.getInt(i + 4) == second) {
                return i;
            }
        }
    }

    private static byte[] changed(byte[] file, int at, int value) {
        byte[] changed = file.clone();
        CRC32C checksum = new CRC32C();
        ByteBuffer bytes = ByteBuffer.wrap(changed).putInt(at, value);
        checksum.update(changed, 0, changed.length - 4);
        bytes.putInt(changed.length - 4, (int) checksum.getValue());
        return changed;
    }

    @Test
    void dataSetsComeBackAsTheyWere() throws IOException {
        byte[] file = dataSet();
        DifferenceDataSet.Stored stored = DifferenceDataSet.read(new ByteArrayInputStream(file), SearchSpaces::byName);
        try (DifferenceDataSet data = stored.data()) {
            assertThat(bytes(data, stored.origin())).isEqualTo(file);
            assertThat(data.edits()).isEqualTo(2);
            assertThat(data.samples()).isEqualTo(4);
            assertThat(data.space().name()).isEqualTo("block:3x3");
            TrainingSet training = data.trainingSet(
                    PredictorKind.DIFFERENCE.features(space), stored.origin().direction());
            assertThat(training.size()).isEqualTo(data.size());
            assertThat(training.pairs()).isEqualTo(data.pairs());
            for (int i = 0; i < data.size(); i++) {
                assertThat(training.quality(i)).isEqualTo(Direction.MIN.quality(data.label(i)));
            }
        }
    }
}
