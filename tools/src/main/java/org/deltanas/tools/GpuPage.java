package org.deltanas.tools;

import java.util.List;
import org.deltanas.tools.page.Html;
import org.deltanas.tools.page.Page;

/** What was measured on a GPU as a web page. */
final class GpuPage {
    private static final String TITLE = "Zen-scores on a GPU";

    private GpuPage() {}

    static String of(GpuReport report) {
        Page page = new Page("Delta-NAS: " + TITLE, report.verdict());
        Html html = page.body();
        html.open("main").line().open("header").line();
        html.element("p", "Delta-NAS, gpu bench", "class", "eyebrow").line();
        html.element("h1", TITLE).line();
        html.element("p", report.verdict(), "class", "verdict").line();
        html.close().line();
        if (!report.aims().isEmpty()) {
            page.openSection("aims", "What was hoped for on an H100");
            page.openTable("met", "aim");
            report.aims().forEach(aim -> page.writeRow(aim.met() ? "yes" : "no", aim.what()));
            page.closeTable();
            page.closeSection();
        }
        page.openSection("rates", "Networks a second");
        page.openTable(report.heads().toArray(String[]::new));
        for (List<String> row : report.rows()) {
            page.writeRow(row.toArray(String[]::new));
        }
        page.closeTable();
        page.closeSection();
        if (report.steps() != null) {
            page.openSection("steps", "What was done before");
            page.openTable(GpuSteps.heads().toArray(String[]::new));
            report.steps().rows().forEach(row -> page.writeRow(row.toArray(String[]::new)));
            page.closeTable();
            page.closeSection();
        }
        page.openSection("terms", "What the columns are");
        html.open("dl", "class", "facts wide").line();
        page.writeFact(
                "scored",
                "live networks, no two of the same function, each once: two passes of a batch of images of "
                        + GpuCase.RESOLUTION + " x " + GpuCase.RESOLUTION
                        + " pixels, from the architecture to its score, weights drawn and uploaded within the time");
        page.writeFact(
                "again, by graphs", "networks a second when a batch of 64 comes again with other random numbers");
        page.writeFact(
                "GFLOP/s",
                "multiplications and additions of all convolutions, each network counted by itself, though equal layers"
                        + " are computed once");
        page.writeFact(
                "floor",
                "for what is left once equal layers are merged: operations over the card's peak or bytes over its"
                        + " bandwidth, each value written once and read once by each layer; the longer of the two. A"
                        + " cache can beat the second");
        page.writeFact(
                "launches, up, down",
                "per network: calls that put work on the device, copies to it and from it; graphs again: launches of"
                        + " graphs when the batch comes again");
        page.writeFact("TF32", "convolutions round their factors to ten bits, PyTorch's too");
        page.writeFact(
                "PyTorch",
                "the same layers on the same card, weights drawn on the device, network by network, as they come and"
                        + " as CUDA graphs, whose capture is not counted");
        html.close().line();
        page.closeSection();
        page.openSection("run", "Run");
        html.open("dl", "class", "facts wide").line();
        page.writeFact(
                "device",
                report.device().name() + ", "
                        + SearchText.number(report.limits().flopsPerSecond() * 1e-12)
                        + " TFLOP/s in single precision, "
                        + SearchText.number(report.limits().tf32FlopsPerSecond() * 1e-12) + " with TF32 and "
                        + SearchText.number(report.limits().bytesPerSecond() * 1e-9) + " GB/s by its own attributes");
        page.writeFact("most memory held", SearchText.count(report.peakBytes()) + " bytes");
        page.writeFact(
                "PyTorch", report.peers() == null ? "not there" : report.peers().version());
        page.writeFact("host", Host.describe());
        page.writeFact("version", DeltaNasCli.Version.ofBuild());
        html.close().line();
        html.element("h3", "To repeat it", "class", "spaced").line();
        html.element("pre", report.command(), "class", "code whole");
        page.closeSection();
        html.close();
        return page.finish();
    }
}
