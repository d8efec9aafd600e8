"""Shapes of whole cells for the paper's kind of network: embedded frameworks with right angles in any symmetry.

    python benchmarks/whole_cells.py FOLDER [--n 16] [--count 4000]

Writes shapes of as many frameworks of the training part, chosen at random, with N points along each axis; none has the
net of an IZA type. `zeogan_train FOLDER --preset compact` learns from those with 16 points, `--preset paper` from those
with 32, and `zeogan_design --checkpoint` brings what they draw down the same road as any other shape.
"""
import argparse
from pathlib import Path

import numpy as np

from zeogan_nb.embedded import hypothetical_records, record_structure
from zeogan_nb.grids import structure_to_shape, write_shape
from zeogan_nb.nets import known_nets
from zeogan_nb.work import Progress


def main(folder: Path, n: int, count: int) -> None:
    records = [record for record in hypothetical_records('train') if record['key'] not in known_nets()]
    chosen = np.random.default_rng(0).permutation(len(records))[:count]
    folder.mkdir(parents=True, exist_ok=True)
    for index in Progress(chosen, desc='shapes'):
        write_shape(structure_to_shape(record_structure(records[index]), n), folder)


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('--n', type=int, default=16)
    parser.add_argument('--count', type=int, default=4000)
    arguments = parser.parse_args()
    main(arguments.folder, arguments.n, arguments.count)
