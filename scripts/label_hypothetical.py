"""Relax the frameworks of zeogan_nb/data/hypothetical.csv.gz, and keep what their crystals are like beside it.

    python scripts/label_hypothetical.py JOURNAL [--minutes 60] [--table]

Relaxes what neither zeogan_nb/data/relaxed.csv.gz nor JOURNAL holds, as a campaign does, for so many minutes: first the
training part with mirror planes, which flow-mmm learns from, then the others, both in an order drawn by chance, so that
what is there at any time is a fair sample. Each is a line of JOURNAL at once; a run that was stopped goes on. With
--table, nothing is relaxed: what JOURNAL holds joins the table.
"""
import argparse
import csv
import gzip
import io
import json
import time
import warnings
from importlib.resources import files
from itertools import product
from pathlib import Path

import numpy as np
import spglib
from pymatgen.core import Structure

from zeogan_nb.embedded import RELAXED_COLUMNS, RELAXED_NUMBERS, hypothetical_records, record_structure
from zeogan_nb.files import atomic_path
from zeogan_nb.frameworks import framework_density
from zeogan_nb.grids import as_cells
from zeogan_nb.metrics import PLAUSIBLE
from zeogan_nb.pores import accessible_properties
from zeogan_nb.relax import relax

TABLE = Path(str(files('zeogan_nb'))) / 'data/relaxed.csv.gz'
PRECISION = 0.02   # Angstrom, within which a crystal has a symmetry


def mirrors(structure: Structure) -> int:
    "Along how many of the axes x, y and z there is a mirror plane across."
    matrix, count = structure.lattice.matrix, 0
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        symmetry = spglib.get_symmetry((matrix, structure.frac_coords, structure.atomic_numbers), symprec=PRECISION)
    if symmetry is None: return 0
    turns = np.linalg.inv(matrix) @ symmetry['rotations'].transpose(0, 2, 1) @ matrix
    lattice = np.array(list(product((-1, 0, 1), repeat=3))) @ matrix
    for axis in range(3):
        wanted = np.diag(np.where(np.arange(3) == axis, -1., 1.))
        shifts = symmetry['translations'][np.abs(turns - wanted).max((1, 2)) < 0.02] @ matrix
        along = np.delete(shifts[:, None] + lattice, axis, axis=2)
        count += bool((np.abs(along).max(2, initial=0.) < 0.05).any())
    return count


def label(record: dict) -> dict:
    "What becomes of a framework when it is relaxed as in a campaign, and what its crystal is like."
    start, framework = time.process_time(), record_structure(record)
    result = relax(framework, evaluations=600)
    row = dict(key=record['key'], status=result.status, stable=0, space_group='', mirrors=0, kept=0)
    if result.status == 'converged':
        values = accessible_properties(result.structure) | dict(
            energy=result.relative_energy_kj_per_mol, framework_density=framework_density(result.structure)
        )
        planes = mirrors(result.structure)   # a crystal may have as many operations as before, and others
        row |= {name: float(f'{values[name]:.6g}') for name in RELAXED_NUMBERS} | dict(
            stable=int(values['energy'] <= PLAUSIBLE), space_group=result.space_group, mirrors=planes,
            kept=int(not result.symmetry_broken and planes >= mirrors(framework))
        )
    return row | dict(cpu_seconds=round(time.process_time() - start, 2))


def queue() -> list[dict]:
    "All frameworks in the order in which they are relaxed."
    learnt = set((files('zeogan_nb') / 'data/flow-mmm/nets.txt').read_text().split())
    parts: list[list[dict]] = [[], [], []]
    for record in hypothetical_records():
        parts[0 if record['key'] in learnt else 1 if record['setting'] == 'mmm' else 2].append(record)
    rng = np.random.default_rng(0)
    return [part[index] for part in parts for index in rng.permutation(len(part))]


def read_journal(path: Path) -> list[dict]:
    "Finished lines of a journal; a torn last one is dropped."
    rows = []
    for line in path.read_text().splitlines() if path.exists() else []:
        try: rows.append(json.loads(line))
        except json.JSONDecodeError: continue
    return rows


def write_table(rows: list[dict]) -> None:
    "Join the table and these rows; the same rows give the same bytes. Without room there is no heat of adsorption."
    table = {record['key']: record['relaxed'] | dict(key=record['key']) for record in hypothetical_records()
             if record['relaxed']}
    kept = {key: as_cells(row) for key, row in (table | {row['key']: row for row in rows}).items()}
    with atomic_path(TABLE) as temporary, open(temporary, 'wb') as raw, gzip.GzipFile('', 'wb', 9, raw, 0) as file:
        text = io.StringIO(newline='')
        writer = csv.DictWriter(text, RELAXED_COLUMNS, extrasaction='ignore', lineterminator='\n')
        writer.writeheader()
        writer.writerows(kept[key] for key in sorted(kept))
        file.write(text.getvalue().encode())
    print(f'{len(kept)} frameworks, {sum(row["stable"] for row in kept.values())} stable crystals, '
          f'{TABLE.stat().st_size / 1e6:.3f} MB')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('journal', type=Path)
    parser.add_argument('--minutes', type=float, default=60.)
    parser.add_argument('--table', action='store_true')
    options = parser.parse_args()
    rows, until = read_journal(options.journal), time.monotonic() + 60 * options.minutes
    if options.table: return write_table(rows)
    done = {row['key'] for row in rows}
    with open(options.journal, 'a') as file:
        if file.tell(): file.write('\n')   # after what may be a torn line
        for record in queue():
            if record['relaxed'] or record['key'] in done: continue
            if time.monotonic() > until: break
            file.write(json.dumps(label(record)) + '\n')
            file.flush()


if __name__ == '__main__': main()
