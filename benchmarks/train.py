"""Time training and sampling: this package against the same step written plainly, in turns.

    python benchmarks/train.py [--preset paper] [--batch-size 8] [--rounds 3] [--critic-updates 5]
                               [--threads 1] [--device cpu]

The plain step is what one writes first: circular padding by slices, torch's own layers in their own memory layout,
float32, the whole critic differentiated in the generator's step, Adam without fused kernels. It draws the same
random numbers, so that its gradients are those of the package (tested in 03_train). `rarely` is the package with
the gradient penalty in one critic update of an iteration only. bfloat16 is left out where it would be imitated.
Seconds are those of the processor, summed over threads (on a GPU those of the clock), and ratios are of runs taken
in turn. Peak memory is that of fresh processes which train one iteration. Writes train.json.
"""
import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import torch
import torch.nn.functional as F

from zeogan_nb.devices import computes_bfloat16, keep_freed_memory, seeded
from zeogan_nb.grids import Shape
from zeogan_nb.losses import (
    critic_loss, critic_wgan_loss, feature_matching_loss, feature_statistics, generator_loss, generator_wgan_loss,
    interpolate
)
from zeogan_nb.models import Generator, PeriodicConv, PeriodicConvTranspose
from zeogan_nb.sampling import sample
from zeogan_nb.train import GANObjective, lattice_loss, preset_configs
from zeogan_nb.training_sets import ShapeDataset


def convolution(self: PeriodicConv, x: torch.Tensor) -> torch.Tensor:
    "Periodic convolution with torch's padding."
    kernel, stride = self.kernel_size[0], self.stride[0]
    before = (kernel - stride) // 2
    return F.conv3d(F.pad(x, (before, kernel - stride - before) * 3, mode='circular'), self.weight, self.bias, stride)


def transposed_convolution(self: PeriodicConvTranspose, x: torch.Tensor) -> torch.Tensor:
    "Periodic transposed convolution with torch's padding."
    kernel, stride, points = self.kernel_size[0], self.stride[0], self.stride[0] * x.shape[-1]
    halo = -(-(kernel // 2) // stride)
    wide = F.pad(x, (halo,) * 6, mode='circular')
    return F.conv_transpose3d(wide, self.weight, self.bias, stride, (kernel - stride) // 2 + stride * halo)[
        ..., :points, :points, :points
    ]


@contextmanager
def plain_layers() -> Iterator[None]:
    "Let the layers compute in the plain way inside the block; for networks without mirror planes."
    kept = {layer: layer.forward for layer in (PeriodicConv, PeriodicConvTranspose)}
    PeriodicConv.forward, PeriodicConvTranspose.forward = convolution, transposed_convolution
    try: yield
    finally:
        for layer, forward in kept.items(): layer.forward = forward


def update(gan: GANObjective, name: str, loss: torch.Tensor) -> None:
    "One step of an optimizer."
    gan.optimizers[name].zero_grad()
    loss.backward()
    gan.optimizers[name].step()


def plain_iteration(gan: GANObjective, step: int) -> None:
    "The iteration of `GANObjective.iterate`, with the same random numbers."
    config, critic, generator, device = gan.config, gan.critic, gan.generator, gan.device
    rng = np.random.default_rng((config.seed, step))
    with plain_layers(), seeded(config.seed, 1 + step, device=device):
        for _ in range(config.critic_updates):
            real, cell = (values.to(device) for values in gan.dataset.batch(config.batch_size, rng)[:2])
            with torch.no_grad(): fake = generator(gan.latent(config.batch_size))[0]
            t = torch.rand(config.batch_size, device=device)
            (real_score, real_cell), fake_score = critic(real), critic.score(fake)
            x = interpolate(critic.align(real), critic.align(fake), t).requires_grad_()
            gradient, = torch.autograd.grad(critic.score(x).sum(), x, create_graph=True)
            penalty = (gradient.flatten(1).norm(dim=1) - 1).square().mean()
            wgan = critic_wgan_loss(real_score, fake_score)
            update(gan, 'critic', critic_loss(wgan, penalty, lattice_loss(cell, real_cell)))
        fake, cell = generator(gan.latent(config.batch_size))
        score, inferred = critic(fake)
        features = feature_matching_loss(feature_statistics(real), feature_statistics(fake))
        update(gan, 'generator', generator_loss(generator_wgan_loss(score), lattice_loss(inferred, cell), features))


def objective_for(preset: str, batch_size: int, way: str, device: str = 'cpu') -> GANObjective:
    "An objective on random shapes, which take as long as real ones."
    model_config, train_config = preset_configs(preset)
    rng, n = np.random.default_rng(0), model_config.grid
    grids = lambda: np.stack([rng.uniform(-2000, 5000, (n, n, n)), *rng.uniform(0, 1, (2, n, n, n))]).astype(np.float32)
    shapes = [Shape(grids(), rng.uniform(8, 20, 3), np.full(3, 90.0), f'random_{i}') for i in range(batch_size)]
    settings = replace(train_config, batch_size=batch_size, precision=WAYS[way][0])
    gan = GANObjective(model_config, settings, ShapeDataset(shapes), device)
    if way == 'plain':
        gan.optimizers = {
            name: torch.optim.Adam(getattr(gan, name).parameters(), train_config.learning_rate, train_config.betas)
            for name in gan.optimizers
        }
    return gan


def seconds(device: str, function, *arguments) -> float:
    "Seconds of the processor that a call takes; of the clock on a GPU."
    wait, clock = (torch.cuda.synchronize, time.perf_counter) if device == 'cuda' else (lambda: None, time.process_time)
    wait()
    start = clock()
    function(*arguments)
    wait()
    return clock() - start


RECORDED = 3   # iterations after which the steps of a GPU are recorded
WAYS = dict(
    plain=('float32', plain_iteration), float32=('float32', GANObjective.iterate),
    float32_rarely=('float32', GANObjective.iterate), bfloat16=('bfloat16', GANObjective.iterate),
    bfloat16_rarely=('bfloat16', GANObjective.iterate)
)


def ways_on(device: str) -> list[str]:
    "The ways that a device computes in."
    return [
        way for way, (precision, _) in WAYS.items() if precision == 'float32' or computes_bfloat16(torch.device(device))
    ]


def resident() -> float:
    "Most gigabytes that this process has held so far (Linux)."
    return int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) / 1e6


def peak_memory(way: str, preset: str, batch_size: int, device: str) -> None:
    "Print the most gigabytes held during an iteration: by the whole process on the CPU, by tensors on a GPU."
    gan = objective_for(preset, batch_size, way, device)
    gan.config = replace(gan.config, critic_updates=1)
    for step in range(RECORDED if device == 'cuda' else 1): WAYS[way][1](gan, step)
    print(torch.cuda.max_memory_allocated() / 1e9 if device == 'cuda' else resident())


def training(preset: str, batch_size: int, rounds: int, updates: int | None, device: str) -> dict:
    "Iterations in all ways, in turns, and the memory of those that differ in it."
    objectives = {way: objective_for(preset, batch_size, way, device) for way in ways_on(device)}
    updates = updates or objectives['plain'].config.critic_updates
    for gan in objectives.values(): gan.config = replace(gan.config, critic_updates=1)
    for way, gan in objectives.items(): WAYS[way][1](gan, 0)   # what happens the first time only
    warm = RECORDED if device == 'cuda' else 0
    for way, gan in objectives.items():
        interval = updates if way.endswith('rarely') else 1
        gan.config = replace(gan.config, critic_updates=updates, penalty_interval=interval)
        for step in range(warm): WAYS[way][1](gan, 1 + step)
    times: dict[str, list[float]] = {way: [] for way in objectives}
    for index in range(rounds):
        for way, gan in objectives.items():
            times[way].append(seconds(device, WAYS[way][1], gan, 1 + warm + index))
        print(index, {way: round(values[-1], 2) for way, values in times.items()}, flush=True)
    result = dict(preset=preset, batch_size=batch_size, critic_updates=updates) | {
        f'{way}_seconds': median(values) for way, values in times.items()
    }
    for way in list(times)[1:]:
        result[f'{way}_ratio'] = median(plain / ours for plain, ours in zip(times['plain'], times[way]))
    for way in (way for way in times if not way.endswith('rarely')):
        command = [
            sys.executable, __file__, '--memory', way, '--preset', preset, '--batch-size', str(batch_size), '--device',
            device
        ]
        result[f'{way}_gigabytes'] = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return result


def sampling(preset: str, n: int, rounds: int, device: str) -> dict:
    "Shapes per second of the processor, and of the clock."
    torch.manual_seed(0)
    generator, result = Generator(preset_configs(preset)[0]).to(device).eval(), dict(preset=preset)
    for precision in dict.fromkeys(WAYS[way][0] for way in ways_on(device)):
        draw = lambda: [None for _ in sample(generator, n, precision=precision)]
        draw()
        clock, processor = [], []
        for _ in range(rounds):
            start = time.perf_counter()
            processor.append(n / seconds(device, draw))
            clock.append(n / (time.perf_counter() - start))
        result |= {f'{precision}_per_processor_second': max(processor), f'{precision}_per_second': max(clock)}
    return result


def command_line() -> argparse.Namespace:
    "What is asked for."
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--preset', default='paper', help='of the training; without mirror planes')
    parser.add_argument('--batch-size', type=int, default=8)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--critic-updates', type=int, help='for each generator update; the preset says it otherwise')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--device', default='cpu', help='cpu or cuda')
    parser.add_argument('--memory', choices=WAYS, help='only measure the memory of one way')
    return parser.parse_args()


def main() -> None:
    arguments = command_line()
    os.environ['TQDM_DISABLE'] = '1'
    torch.set_num_threads(arguments.threads)
    keep_freed_memory()
    if arguments.memory:
        peak_memory(arguments.memory, arguments.preset, arguments.batch_size, arguments.device)
        return
    result = dict(
        device=torch.cuda.get_device_name() if arguments.device == 'cuda' else torch.backends.cpu.get_cpu_capability(),
        threads=arguments.threads, torch=torch.__version__, load=os.getloadavg()[1]
    )
    result['training'] = training(
        arguments.preset, arguments.batch_size, arguments.rounds, arguments.critic_updates, arguments.device
    )
    result['sampling'] = {}
    for preset, n in (('compact', 1024), ('compact-mmm', 256), ('paper', 32)):
        result['sampling'][preset] = sampling(preset, n, arguments.rounds, arguments.device)
        print(
            {
                key: value if isinstance(value, str) else round(value)
                for key, value in result['sampling'][preset].items()
            },
            flush=True,
        )
    print(json.dumps(result['training']))
    path = Path(__file__).with_suffix('.json')
    kept = json.loads(path.read_text()) if path.exists() else {}
    title = f'{result["device"]}_{arguments.threads}_threads_batch_{arguments.batch_size}'.replace(' ', '_')
    path.write_text(json.dumps(kept | {title: result}, indent=1) + '\n')


if __name__ == '__main__': main()
