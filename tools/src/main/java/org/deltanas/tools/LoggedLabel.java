package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.proxy.Label;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/** A label whose answers are kept in a log, batch by batch, and that asks nothing which the log answers. Owns the label. */
final class LoggedLabel implements Label {
    private final SearchSpace space;
    private final Label label;
    private final LabelLog log;

    LoggedLabel(SearchSpace space, Label label, LabelLog log) {
        this.space = space;
        this.label = label;
        this.log = log;
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
        if (count == 0) {
            return;
        }
        int[] asked = new int[count];
        int unknown = 0;
        try (CodeSlab pending = space.newSlab(count)) {
            for (int i = 0; i < count; i++) {
                LabelLog.Answer answer = log.found(space.format(codes, from + i));
                if (answer == null) {
                    pending.copyFrom(codes, from + i, unknown);
                    asked[unknown++] = i;
                } else {
                    values[i] = answer.label();
                }
            }
            double[] fresh = new double[unknown];
            label.evaluate(pending, 0, unknown, fresh);
            List<LabelLog.Answer> answers = new ArrayList<>();
            for (int j = 0; j < unknown; j++) {
                values[asked[j]] = fresh[j];
                answers.add(new LabelLog.Answer(space.format(pending, j), fresh[j], null));
            }
            if (!answers.isEmpty()) {
                log.keep(answers);
            }
        }
    }

    @Override
    public void close() {
        label.close();
    }
}
