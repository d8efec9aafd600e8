"""What the package costs to import: processor time of a fresh interpreter over that of one that imports torch, taken
in turn.

    python benchmarks/imports.py [--rounds 3]

The package itself, and modules of which each needs those before it; torch is part of all of these. Medians. Writes
imports.json.
"""
import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

from zeogan_nb.files import atomic_path

MODULES = ('zeogan_nb', *(f'zeogan_nb.{name}' for name in ('grids', 'frameworks', 'relax', 'train', 'design')))


def cpu_seconds(statement: str) -> float:
    "Processor seconds of a fresh interpreter that runs a statement."
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, '-c', statement], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--rounds', type=int, default=3, help='turns of all modules')
    rounds = parser.parse_args().rounds
    for name in ('torch', *MODULES): cpu_seconds(f'import {name}')   # fills the file cache
    turns = [[cpu_seconds(f'import {name}') for name in ('torch', *MODULES)] for _ in range(rounds)]
    results = dict(
        rounds=rounds,
        torch_cpu_seconds=round(median(turn[0] for turn in turns), 2),
        modules={
            name: dict(ratio=round(median(turn[i] / turn[0] for turn in turns), 2)) for i, name in enumerate(MODULES, 1)
        },
    )
    with atomic_path(Path(__file__).with_suffix('.json')) as path: path.write_text(json.dumps(results, indent=1) + '\n')
    print(json.dumps(results, indent=1))


if __name__ == '__main__': main()
