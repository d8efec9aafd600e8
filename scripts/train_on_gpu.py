"""Measure how fast a flow learns on a device, then train it there until the time is over.

    python scripts/train_on_gpu.py --out flow-any-gpu [--minutes 12] [--device cuda] [--tokens 40000]

Takes a lent quarter of an hour as it takes a night (--minutes 600): all minutes together, the reading of the data
included, which was 160 CPU seconds for 12,546 embedded crystals. Writes OUT/rates.json (tokens a second and peak
memory for steps of several sizes, and their ratio to the smallest step; octants on a GPU also with recorded steps,
beside their ratio to plain ones of the same size) and OUT/run, which holds the checkpoints of a training in the faster
way. Begins from flow-any, or from another flow (--start-from).

What to expect: two cores of an AMD EPYC saw 9,200 to 9,700 tokens a second, with 2.0, 3.3 and 7.7 GB of memory for
steps of 2,500, 10,000 and 40,000 tokens, the data included. Not measured is a GPU: flow-mmm, of the same size, saw
440,000 tokens a second on an H100, and one core made batches for this network at 200,000; a quarter of an hour should
thus bring some 120 million tokens, where flow-any has seen 35 million. Afterwards, on any machine:

    python scripts/ship_model.py OUT/run flow-any
"""
import argparse
import json
import resource
import time
from pathlib import Path

import torch

from zeogan_nb.cell_sets import CellDataset, flow_set
from zeogan_nb.devices import PRECISIONS, computes_bfloat16, existing_device
from zeogan_nb.files import atomic_path
from zeogan_nb.flow import FlowGenerator
from zeogan_nb.flow_sets import OctantDataset
from zeogan_nb.loop import Trainer, run_training
from zeogan_nb.sampling import load_generator
from zeogan_nb.train_flow import FlowObjective, FlowTrainConfig

SIZES, STEPS = (2_500, 10_000, 40_000), 12   # tokens of a step; how many are timed, the first of which is left out
RECORDED_STEPS = 300                         # before recorded steps are timed, so that most sizes have been met
GROUPS = 4                                   # batches to a step of the training


def begin(
    data: OctantDataset | CellDataset, begun: FlowGenerator, tokens: int, device: torch.device, groups: int = 1,
    recorded: bool = True
) -> Trainer:
    "A training of the flow at its start."
    precision = PRECISIONS[computes_bfloat16(device)]
    settings = FlowTrainConfig(tokens // groups, groups, 1_000_000, 5e-4, precision=precision)
    objective = FlowObjective(begun.config, settings, data, device, begun)
    if not recorded: objective.recorder = lambda key, work, network, *inputs, recordable=True: work(*inputs)
    return Trainer(objective)


def measured(trainer: Trainer, device: torch.device, before: int = 0) -> dict:
    "Tokens a second and peak memory of some steps, after others."
    for _ in range(before): trainer.iterate()
    if device.type == 'cuda': torch.cuda.reset_peak_memory_stats(device)
    seen, start = 0, 0.
    batch = trainer.objective.dataset.batch
    def counted(*arguments):
        nonlocal seen
        result = batch(*arguments)
        seen += result.clean[..., 0].numel()
        return result
    trainer.objective.dataset.batch = counted
    for step in range(STEPS):
        trainer.iterate()
        if device.type == 'cuda': torch.cuda.synchronize(device)
        if not step: seen, start = 0, time.perf_counter()
    seconds = time.perf_counter() - start
    del trainer.objective.dataset.batch
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    if device.type == 'cuda': most = torch.cuda.max_memory_allocated(device) / 1e9
    return dict(tokens_a_second=round(seen / seconds), gigabytes=round(most, 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--minutes', type=float, default=12.)
    parser.add_argument('--device', default='cuda')
    parser.add_argument('--tokens', type=int, default=40_000)
    parser.add_argument('--start-from', default='flow-any')
    arguments, clock = parser.parse_args(), time.perf_counter()
    device, begun = existing_device(arguments.device), load_generator(arguments.start_from)
    if (arguments.out / 'run').exists(): raise SystemExit(f'--out {arguments.out}: holds a training, choose another')
    arguments.out.mkdir(parents=True, exist_ok=True)
    data = flow_set('embedded', begun.config)
    rates = {size: measured(begin(data, begun, size, device), device) for size in SIZES if size <= arguments.tokens}
    for row in rates.values():
        row['ratio'] = round(row['tokens_a_second'] / rates[SIZES[0]]['tokens_a_second'], 2)
    recorded = True
    if device.type == 'cuda' and isinstance(data, OctantDataset):
        tokens = arguments.tokens // GROUPS
        plain, repeated = (
            measured(begin(data, begun, tokens, device, recorded=way), device, RECORDED_STEPS) for way in (False, True)
        )
        ratio = round(repeated['tokens_a_second'] / plain['tokens_a_second'], 2)
        rates[f'{tokens}, recorded'], recorded = repeated | dict(ratio_to_plain=ratio), ratio > 1
    name = torch.cuda.get_device_name(device) if device.type == 'cuda' else 'processor'
    with atomic_path(arguments.out / 'rates.json') as path:
        path.write_text(json.dumps(dict(device=name, rates=rates), indent=1) + '\n')
    print(json.dumps(rates, indent=1))
    left = arguments.minutes - (time.perf_counter() - clock) / 60
    if left <= 0: raise SystemExit(f'--minutes {arguments.minutes:g}: over after reading and measuring')
    trainer = begin(data, begun, arguments.tokens, device, GROUPS, recorded)
    run_training(trainer, arguments.out / 'run', 1_000_000, left)
    print(f'{trainer.step} steps in {trainer.seconds:.0f} s')


if __name__ == '__main__': main()
