// Draws every figure.plot from the JSON in it.
(() => {
  "use strict";
  const root = document.documentElement;
  // CSS pixels that fit on A4 and on letter paper, whole and half width.
  const PRINT_WIDTH = 640;
  const PRINT_HALF = 300;
  const PRINT_THIRD = 200;
  const plots = [];

  const colour = name => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 7 });
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });
  const five = new Intl.NumberFormat("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 5 });
  const format = value => value == null ? "" : plain.format(value);

  // Crosses on a scale of their own, just above the x axis.
  const crosses = (u, series, from, to) => {
    const path = new Path2D();
    const r = 3.5 * devicePixelRatio;
    const y = u.bbox.top + u.bbox.height - 9 * devicePixelRatio;
    for (let i = from; i <= to; i++) {
      if (u.data[series][i] != null) {
        const x = u.valToPos(u.data[0][i], "x", true);
        path.moveTo(x - r, y - r);
        path.lineTo(x + r, y + r);
        path.moveTo(x + r, y - r);
        path.lineTo(x - r, y + r);
      }
    }
    return { stroke: path };
  };

  // From corner to corner, both scales being the same.
  const diagonal = u => {
    const path = new Path2D();
    path.moveTo(u.bbox.left, u.bbox.top + u.bbox.height);
    path.lineTo(u.bbox.left + u.bbox.width, u.bbox.top);
    return { stroke: path };
  };

  // A mark of each line's own: for those who see no colours.
  const CORNERS = [
    [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
    [[0, -1.3], [1.3, 0.9], [-1.3, 0.9]],
    [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
    [[0, 1.3], [1.3, -0.9], [-1.3, -0.9]],
    [[-1.3, -0.5], [1.3, -0.5], [1.3, 0.5], [-1.3, 0.5]],
    [[-0.5, -1.3], [0.5, -1.3], [0.5, 1.3], [-0.5, 1.3]],
    [[-1.3, -1.3], [1.3, 1.3], [1.3, -1.3], [-1.3, 1.3]],
  ];
  const SHAPES = [
    (path, x, y, r) => path.arc(x, y, r, 0, 2 * Math.PI),
    ...CORNERS.map(corners => (path, x, y, r) => polygon(path, corners.map(([a, b]) => [x + a * r, y + b * r]))),
  ];
  const polygon = (path, points) => {
    points.forEach(([x, y], i) => i === 0 ? path.moveTo(x, y) : path.lineTo(x, y));
    path.closePath();
  };

  // A line as the stroke, its band as the fill; both have gaps where there is no value.
  const lineWithBand = spec => (u, series) => {
    const at = (i, value) => [u.valToPos(u.data[0][i], "x", true), u.valToPos(value, "y", true)];
    const { y, low, high } = spec.series[series - 1];
    const stroke = new Path2D();
    const fill = new Path2D();
    let run = [];
    for (let i = 0; i <= y.length; i++) {
      if (y[i] != null) {
        stroke[i > 0 && y[i - 1] != null ? "lineTo" : "moveTo"](...at(i, y[i]));
      }
      if (low[i] != null && high[i] != null) {
        run.push(i);
      } else if (run.length > 0) {
        polygon(fill, [...run.map(j => at(j, high[j])), ...run.reverse().map(j => at(j, low[j]))]);
        run = [];
      }
    }
    return { stroke, fill, clip: null, gaps: null, flags: 0 };
  };

  const shapes = shape => (u, series) => {
    const fill = new Path2D();
    u.data[series].forEach((value, i) => {
      if (value != null) {
        const one = new Path2D();
        shape(one, u.valToPos(u.data[0][i], "x", true), u.valToPos(value, "y", true), 3.5 * devicePixelRatio);
        fill.addPath(one);
      }
    });
    return { stroke: null, fill, clip: null, flags: 0 };
  };

  const marks = {
    line: (spec, rank) => ({
      stroke: () => colour("line-" + rank), width: 2, fill: () => colour("line-" + rank) + "26",
      paths: lineWithBand(spec),
      points: { show: true, width: 0, fill: () => colour("line-" + rank), paths: shapes(SHAPES[rank - 1]) },
    }),
    steps: () => ({
      stroke: () => colour("accent"), width: 2, spanGaps: true,
      paths: uPlot.paths.stepped({ align: 1 }), points: { show: false },
    }),
    dots: spec => ({
      stroke: () => colour("dot"), width: 0, paths: () => null,
      points: { show: true, size: spec.x.length > 400 ? 4 : 6, width: 0, fill: () => colour("dot") },
    }),
    absent: () => ({
      stroke: () => colour("absent"), width: 1.5, scale: "absent", paths: crosses, points: { show: false },
    }),
    guide: () => ({
      stroke: () => colour("ink"), width: 1, dash: [4, 4], paths: diagonal, points: { show: false },
    }),
  };

  const widest = (u, values) => values == null ? 40 : 18 + 7 * Math.max(...values.map(v => String(v).length));
  const ticks = (u, splits) => {
    const large = Math.max(...splits.map(Math.abs)) >= 1e5;
    return splits.map(v => v == null ? "" : (large ? short : plain).format(v));
  };
  const WHOLE = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8].flatMap(n => [n, 2 * n, 5 * n]);
  const axis = (label, more) => ({
    label, labelSize: 20, labelGap: 2, labelFont: "12px system-ui, sans-serif", font: "12px system-ui, sans-serif",
    stroke: () => colour("muted"), values: ticks,
    grid: { stroke: () => colour("rule"), width: 1 }, ticks: { show: false }, gap: 6, ...more,
  });

  const spread = (low, high, share = 0.06) => {
    if (low == null) return [0, 1];
    const pad = high > low ? (high - low) * share : Math.max(Math.abs(low) * 0.01, 0.5);
    return [low - pad, high + pad];
  };

  const draw = figure => {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    const holder = figure.querySelector(".canvas");
    const readout = figure.querySelector(".readout");
    const has = mark => spec.series.some(s => s.mark === mark);
    const lines = spec.series.filter(s => s.mark === "line");
    const values = spec.series.filter(s => s.mark !== "absent").flatMap(s => s.y).concat(spec.square ? spec.x : [])
      .concat(...lines.flatMap(s => [s.low, s.high]), spec.fromZero ? [0] : []).filter(v => v != null);
    const common = spread(
      values.reduce((a, b) => Math.min(a, b), values[0]), values.reduce((a, b) => Math.max(a, b), values[0]));
    const size = () => ({ width: holder.clientWidth, height: holder.clientHeight });

    // Room for the crosses below the lowest value.
    const yRange = (u, low, high) => {
      if (spec.square) return common;
      if (lines.length > 0) return [spec.fromZero && Math.min(...values) === 0 ? 0 : common[0], common[1]];
      const [a, b] = spread(low, high);
      return has("absent") ? [a - (b - a) * 0.08, b] : [a, b];
    };
    const xRange = (u, low, high) => {
      if (spec.square) return common;
      if (spec.doubling) return [low / 1.2, high * 1.2];
      return spread(low, high, lines.length > 0 ? 0.07 : 0.015);
    };
    // The nearest dot in both directions, where there are no lines to follow.
    const nearest = (u, series, closest) => {
      if (!spec.square || series === 0) return closest;
      let best = null;
      let least = 30 * 30;
      for (let i = 0; i < spec.x.length; i++) {
        const y = spec.series[0].y[i];
        const d = (u.valToPos(spec.x[i], "x") - u.cursor.left) ** 2 + (u.valToPos(y, "y") - u.cursor.top) ** 2;
        if (d < least) [best, least] = [i, d];
      }
      return best;
    };
    const hint = spec.square || lines.length > 0 || !matchMedia("(hover: hover)").matches ? "" : "drag to zoom, double-click to see all";
    readout.textContent = hint;
    // The names stand in the key.
    const tellLines = i => {
      readout.replaceChildren(spec.xLabel + " " + format(spec.x[i]), ...lines.map((s, l) => {
        const swatch = document.createElement("span");
        swatch.className = "swatch line line-" + (l + 1);
        const value = document.createElement("span");
        value.append(swatch, s.y[i] == null ? "none" : five.format(s.y[i]));
        return value;
      }));
    };
    const tell = u => {
      const i = spec.square ? u.cursor.idxs?.[1] : u.cursor.idx;
      if (i == null || u.cursor.left < 0) {
        readout.textContent = hint;
        return;
      }
      if (lines.length > 0) {
        tellLines(i);
        return;
      }
      const parts = [spec.xLabel + " " + format(spec.x[i])];
      for (const s of spec.series) {
        if (s.mark === "absent" && s.y[i] != null) parts.push(s.name);
        if ((s.mark === "dots" || s.mark === "steps") && s.y[i] != null) parts.push(s.name + " " + format(s.y[i]));
      }
      readout.textContent = parts.join(" \u00b7 ");
    };

    const xAxis = { size: 34, space: 60 };
    if (lines.length > 0) {
      // A tick for each value unless others are chosen; uPlot would leave out some of a logarithmic scale.
      Object.assign(xAxis, { splits: () => spec.ticks ?? spec.x, filter: (u, splits) => splits });
    } else if (spec.x.every(Number.isInteger) && !spec.square) {
      xAxis.incrs = WHOLE;
    }
    const plot = new uPlot({
      ...size(),
      legend: { show: false },
      cursor: {
        drag: { x: !spec.square && lines.length === 0, y: !spec.square && lines.length === 0, uni: 20, setScale: true },
        dataIdx: nearest, points: { show: false }, x: !spec.square, y: false,
      },
      scales: { x: { time: false, range: xRange, ...(spec.doubling && { distr: 3, log: 2 }) }, y: { range: yRange }, absent: { range: () => [0, 1] } },
      axes: [axis(spec.xLabel, xAxis), axis(spec.yLabel, { size: widest, space: lines.length > 0 ? 28 : 44 })],
      padding: [8, 12, 0, 0],
      series: [{}, ...spec.series.map(s => ({ label: s.name, ...marks[s.mark](spec, lines.indexOf(s) + 1) }))],
      hooks: { setCursor: [tell] },
    }, [spec.x, ...spec.series.map(s => s.y)], holder);
    const printSize = () => {
      if (spec.square) return { width: PRINT_HALF, height: PRINT_HALF };
      return { width: figure.classList.contains("panel") ? PRINT_THIRD : PRINT_WIDTH, height: size().height };
    };
    plots.push({ plot, size, printSize });
    new ResizeObserver(() => root.classList.contains("printing") || plot.setSize(size())).observe(holder);
  };

  root.classList.add("scripted");
  for (const figure of document.querySelectorAll(".plot")) {
    draw(figure);
  }
  const redraw = () => plots.forEach(p => p.plot.redraw(false, true));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  // Paper is white, and as wide as it is.
  addEventListener("beforeprint", () => {
    root.classList.add("printing");
    plots.forEach(({ plot, printSize }) => plot.setSize(printSize()));
    redraw();
  });
  addEventListener("afterprint", () => {
    root.classList.remove("printing");
    plots.forEach(({ plot, size }) => plot.setSize(size()));
    redraw();
  });
})();
