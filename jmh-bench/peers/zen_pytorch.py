"""The Zen-score of NAS-Bench-201's heaviest cell in PyTorch, timed: a peer of the benchmark ZenScores.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install torch==2.13.0 numpy
    /tmp/peers/bin/python jmh-bench/peers/zen_pytorch.py [--threads 1] [--batch 16] [--resolution 32] [--rounds 30]

A score is what the published code does: every weight drawn anew from a normal distribution, an image batch and a
perturbed one, two forward passes with the batch norms in training mode, the distance of the features and the running
variances. The settings are PyTorch's best of those tried here: both memory layouts are timed and the faster one
counts; inference mode; the allocator keeps memory instead of returning it to the system after every layer, without
which PyTorch is several times slower. The script starts itself again to set the allocator and the threads.
"""

import argparse
import json
import os
import statistics
import sys
import time

TUNED = {
    "MALLOC_TRIM_THRESHOLD_": "4294967296",
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TOP_PAD_": "268435456",
    "MALLOC_ARENA_MAX": "2",
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--resolution", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--malloc", choices=["tuned", "default"], default="tuned")
    return parser.parse_args()


def restart_tuned(options):
    """malloc and OpenMP read their settings when the process starts."""
    wanted = {"OMP_NUM_THREADS": str(options.threads)}
    if options.malloc == "tuned":
        wanted.update(TUNED)
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        os.execve(sys.executable, [sys.executable] + sys.argv, {**os.environ, **wanted})


OPTIONS = arguments()
restart_tuned(OPTIONS)

import torch  # noqa: E402
from torch import nn  # noqa: E402


def conv_norm(channels_in, channels_out, stride=1):
    return nn.Sequential(
        nn.ReLU(),
        nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False),
        nn.BatchNorm2d(channels_out),
    )


class Cell(nn.Module):
    """Four nodes, a 3x3 convolution on each of the six edges."""

    def __init__(self, channels):
        super().__init__()
        self.edges = nn.ModuleList(conv_norm(channels, channels) for _ in range(6))

    def forward(self, x):
        e = self.edges
        first = e[0](x)
        second = e[1](x) + e[2](first)
        return e[3](x) + e[4](first) + e[5](second)


class Reduction(nn.Module):
    """The residual block of stride 2 between stages."""

    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.a = conv_norm(channels_in, channels_out, 2)
        self.b = conv_norm(channels_out, channels_out)
        self.shortcut = nn.Sequential(
            nn.AvgPool2d(2, 2), nn.Conv2d(channels_in, channels_out, 1, bias=False)
        )

    def forward(self, x):
        return self.b(self.a(x)) + self.shortcut(x)


def network():
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)]
    for stage, channels in enumerate((16, 32, 64)):
        if stage:
            layers.append(Reduction(channels // 2, channels))
        layers += [Cell(channels) for _ in range(5)]
    return nn.Sequential(*layers, nn.BatchNorm2d(64), nn.ReLU()).train()


def score(net, layout, batch, resolution, gamma=0.01):
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.normal_(module.weight)
        elif isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
    x = torch.randn(batch, 3, resolution, resolution).contiguous(memory_format=layout)
    y = x + gamma * torch.randn_like(x)
    distance = (net(x) - net(y)).abs().sum(dim=(1, 2, 3)).mean()
    norms = sum(
        module.running_var.mean().sqrt().log()
        for module in net.modules()
        if isinstance(module, nn.BatchNorm2d)
    )
    return (distance.log() + norms).item()


def main():
    torch.set_num_threads(OPTIONS.threads)
    torch.manual_seed(0)
    times = {}
    values = []
    with torch.inference_mode():
        for name, layout in (
            ("contiguous", torch.contiguous_format),
            ("channels_last", torch.channels_last),
        ):
            net = network().to(memory_format=layout)
            rounds = []
            for i in range(5 + OPTIONS.rounds):
                start = time.perf_counter()
                values.append(score(net, layout, OPTIONS.batch, OPTIONS.resolution))
                if i >= 5:
                    rounds.append(1000 * (time.perf_counter() - start))
            times[name] = rounds
    best = min(times, key=lambda name: statistics.median(times[name]))
    print(
        json.dumps(
            {
                "torch": torch.__version__,
                "threads": OPTIONS.threads,
                "batch": OPTIONS.batch,
                "resolution": OPTIONS.resolution,
                "malloc": OPTIONS.malloc,
                "layout": best,
                "medianMillis": round(statistics.median(times[best]), 1),
                "leastMillis": round(min(times[best]), 1),
                "otherLayoutMedianMillis": round(
                    max(statistics.median(t) for t in times.values()), 1
                ),
                "meanScore": round(statistics.mean(values), 2),
            }
        )
    )


if __name__ == "__main__":
    main()
