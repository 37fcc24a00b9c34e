#!/usr/bin/env python3
"""Measures PyTorch on networks that `deltanas gpu plans` wrote, layer by layer, one network after the other.

    peer.py PLANS OUT [--tf32] [--seconds S] [--networks N] [--device cuda|cpu]

A score of a network is two passes, of random images and of perturbed ones, with weights drawn anew on the device, the mean
variance of every batch norm, and the distance of the outputs; the host waits for it. OUT gets networks a second of each
case, as they come ("eager") and as CUDA graphs captured before ("graphs", null where there are none, with the reason).
"""

import argparse
import json
import time

import torch
import torch.nn.functional as F

EPSILON = 1e-5
GAMMA = 0.01
WARM_UPS = 3  # before a capture: libraries load what they need, and choose


class Network:
    def __init__(self, plan, batch, resolution, device):
        self.plan = plan
        self.layers = [(i, l) for i, l in enumerate(plan["layers"]) if l["kind"] != "unused"]
        channels = next(l["channels"] for _, l in self.layers if l["kind"] == "input")
        self.images = torch.empty(batch, channels, resolution, resolution, device=device)
        self.noise = torch.empty_like(self.images)
        self.weights = {
            i: torch.empty(l["channels"], l["inputChannels"] // l["groups"], l["kernel"], l["kernel"], device=device)
            for i, l in self.layers
            if l["kind"] == "convolution"
        }
        norms = [(i, l) for i, l in self.layers if l["kind"] == "batchnorm"]
        self.means = {i: torch.zeros(l["channels"], device=device) for i, l in norms}
        self.variances = {i: torch.ones(l["channels"], device=device) for i, l in norms}

    def forward(self, images):
        values = {}
        for i, layer in self.layers:
            values[i] = self.evaluate(i, layer, [values[j] for j in layer["inputs"]], images)
        return values[self.plan["output"]]

    def evaluate(self, i, layer, inputs, images):
        kind = layer["kind"]
        x = inputs[0] if inputs else images
        if kind == "input":
            return images
        if kind == "zeros":
            return torch.zeros_like(x)
        if kind == "convolution":
            return F.conv2d(
                x, self.weights[i], None, layer["stride"], layer["padding"], layer["dilation"], layer["groups"]
            )
        if kind == "batchnorm":
            return F.batch_norm(x, self.means[i], self.variances[i], training=True, momentum=0.1, eps=EPSILON)
        if kind == "relu":
            return F.relu(x)
        if kind == "averagepool":
            return F.avg_pool2d(x, layer["kernel"], layer["stride"], layer["padding"], count_include_pad=False)
        if kind == "maxpool":
            return F.max_pool2d(x, layer["kernel"], layer["stride"], layer["padding"])
        if kind == "slice":
            return x[:, : layer["channels"]]
        if kind == "shift":
            return F.pad(x[:, :, 1:, 1:], (0, 1, 0, 1))
        if kind == "add":
            total = x
            for other in inputs[1:]:
                total = total + other
            return total
        if kind == "concat":
            return torch.cat(inputs, dim=1)
        raise ValueError(f"no way to evaluate a layer of kind {kind}")

    def score(self):
        """ln of the distance, and the logarithms of the deviations, as one number on the device."""
        for weight in self.weights.values():
            weight.normal_()
        for mean, variance in zip(self.means.values(), self.variances.values()):
            mean.zero_()
            variance.fill_(1)
        self.images.normal_()
        self.noise.normal_()
        clean = self.forward(self.images)
        perturbed = self.forward(self.images + GAMMA * self.noise)
        distance = (clean - perturbed).abs().sum() / len(self.images)
        spread = torch.stack([v.mean() for v in self.variances.values()])
        return distance.log() + 0.5 * spread.log().sum()


def rate(scores, seconds):
    """Scores a second of all networks, again and again for so long."""
    for score in scores:
        score().item()
    done, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        for score in scores:
            score().item()
        done += len(scores)
    return done / (time.perf_counter() - begin)


def captured(networks):
    """The scores of networks as CUDA graphs. Inputs, weights and statistics stay where they are, and are drawn anew within
    the graph; what is in between shares memory, as one graph runs at a time."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for network in networks:
            for _ in range(WARM_UPS):
                network.score()
    torch.cuda.current_stream().wait_stream(stream)
    torch.cuda.synchronize()
    pool = torch.cuda.graph_pool_handle()
    return [replay(network, pool, stream) for network in networks]


def replay(network, pool, stream):
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, pool=pool, stream=stream):
        result = network.score()

    def score():
        graph.replay()
        return result

    return score


def measure(case, resolution, options, tf32):
    """Networks a second of a case; those of graphs are null, with the reason, if they cannot be captured."""
    torch.backends.cudnn.allow_tf32 = tf32
    torch.backends.cuda.matmul.allow_tf32 = tf32
    plans = case["networks"][: options.networks]
    networks = [Network(plan, case["batch"], resolution, options.device) for plan in plans]
    times = {
        "space": case["space"],
        "batch": case["batch"],
        "tf32": tf32,
        "networks": len(networks),
        "eager": rate([network.score for network in networks], options.seconds),
        "graphs": None,
    }
    if options.device != "cuda":
        times["graphsReason"] = "only a GPU has CUDA graphs"
        return times
    try:
        times["graphs"] = rate(captured(networks), options.seconds)
    except RuntimeError as error:
        times["graphsReason"] = str(error).splitlines()[0]
    return times


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plans")
    parser.add_argument("out")
    parser.add_argument("--tf32", action="store_true", help="measure each case with TF32 as well")
    parser.add_argument("--seconds", type=float, default=4, help="of each measurement (default: 4)")
    parser.add_argument("--networks", type=int, help="of each case, if fewer than in PLANS")
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda", help="cpu: all but the graphs")
    options = parser.parse_args()
    with open(options.plans) as file:
        plans = json.load(file)
    cuda = options.device == "cuda"
    report = {
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name() if cuda else "cpu",
        "cases": [],
    }
    for case in plans["cases"]:
        for tf32 in [False, True] if options.tf32 else [False]:
            report["cases"].append(measure(case, plans["resolution"], options, tf32))
            print(report["cases"][-1], flush=True)
            # Whatever becomes of the rest, this much is there.
            with open(options.out, "w") as file:
                json.dump(report, file, indent=2)


if __name__ == "__main__":
    main()
