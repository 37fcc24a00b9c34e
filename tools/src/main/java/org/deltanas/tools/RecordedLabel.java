package org.deltanas.tools;

import org.deltanas.proxy.Label;
import org.deltanas.space.CodeSlab;

/** A label that adds what is asked and what is answered to a signature. */
final class RecordedLabel implements Label {
    private final Label label;
    private final Signature signature;

    RecordedLabel(Label label, Signature signature) {
        this.label = label;
        this.signature = signature;
    }

    @Override
    public String name() {
        return label.name();
    }

    @Override
    public boolean sameWithinClass() {
        return label.sameWithinClass();
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        label.evaluate(codes, from, count, values);
        for (int i = 0; i < count; i++) {
            for (int w = 0; w < codes.words(); w++) {
                signature.add(codes.word(from + i, w));
            }
            signature.add(values[i]);
        }
    }

    @Override
    public void close() {
        label.close();
    }
}
