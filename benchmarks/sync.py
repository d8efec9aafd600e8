"""Time the writing of shapes with and without waiting for the disk, in turns.

    python benchmarks/sync.py [--rounds 5] [--shapes 30] [--folder .]

A shape of 32 x 32 x 32 points is four files, each of which is on the disk before it gets its name. Without: the call
that waits is left out. Seconds on the clock, since waiting takes no processor time. Writes sync.json.
"""
import argparse
import json
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from unittest.mock import patch

from zeogan_nb.files import atomic_path
from zeogan_nb.frameworks import iza
from zeogan_nb.grids import structure_to_shape, write_shape


def milliseconds(folder: str, shapes: int) -> float:
    "Median time of writing a shape."
    shape, times = structure_to_shape(iza('ABW'), 32), []
    for number in range(shapes):
        start = time.perf_counter()
        write_shape(replace(shape, name=f'shape{number}'), folder)
        times.append(1e3 * (time.perf_counter() - start))
    return median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--shapes', type=int, default=30)
    parser.add_argument('--folder', default='.', help='on the disk that is meant')
    arguments, waited, left_out = parser.parse_args(), [], []
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for _ in range(arguments.rounds):
            waited.append(milliseconds(folder, arguments.shapes))
            with patch('zeogan_nb.files.sync', lambda path: None):
                left_out.append(milliseconds(folder, arguments.shapes))
    result = dict(
        cores=os.cpu_count(), load=round(os.getloadavg()[0], 1), rounds=arguments.rounds, shapes=arguments.shapes,
        waited_ms=round(median(waited), 1), left_out_ms=round(median(left_out), 1),
        ratios=[round(a / b, 1) for a, b in zip(waited, left_out)]
    )
    with atomic_path(Path(__file__).with_suffix('.json')) as path: path.write_text(json.dumps(result, indent=1) + '\n')
    print(result)


if __name__ == '__main__': main()
