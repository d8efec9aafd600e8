"""Build zeogan_nb/data/hypothetical.csv.gz from folders of zeogan_hypothetical and of zeogan_design.

    python scripts/build_hypothetical_table.py mmm orthogonal zeogan_nb/data/hypothetical.csv.gz campaign

Orthogonal cells with edges up to 20 Angstrom go in, one framework for each topology; where several sources hold one,
the first's stays. Of a campaign these are the frameworks that became crystals, and what their crystals are like joins
zeogan_nb/data/relaxed.csv.gz. The table of today is a source like others; what is in it keeps its part of the training
set. Known types are named anew. Each framework is expanded and checked before anything is written. Folders with keys
of an earlier version go through scripts/renew_keys.py first.
"""
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from label_hypothetical import mirrors, write_table

from zeogan_nb.database import read_rows
from zeogan_nb.embedded import RELAXED_NUMBERS, hypothetical_records, read_records, record_structure, write_records
from zeogan_nb.frameworks import check_silica, is_orthogonal, read_structure
from zeogan_nb.grids import as_cells, from_cell
from zeogan_nb.hypothetical import EDGES
from zeogan_nb.metrics import PLAUSIBLE
from zeogan_nb.nets import known_nets, space_group, split_of
from zeogan_nb.records import Status
from zeogan_nb.relax import _symmetry

TABLE = Path(__file__).parent.parent / 'zeogan_nb/data/hypothetical.csv.gz'


def setting(record: dict) -> str:
    "Whether the standard setting of a framework has mirror planes normal to all axes through the origin."
    try: mirrored = space_group(record['number'], 'mmm')
    except ValueError: return record['setting']
    same = all(np.array_equal(*parts) for parts in zip(mirrored, space_group(record['number'])))
    return 'mmm' if same else record['setting']


def crystals(campaign: Path, settled: set[str]) -> Iterator[tuple[dict, dict]]:
    "Frameworks of a campaign that became crystals, and what those are like; those of settled keys and long cells not."
    for row in read_rows(campaign / 'candidates.db'):
        if row['status'] != Status.RELAXED or 'record' not in row: continue
        record = json.loads(row['record'])
        if record['key'] in settled or max(record['cell'][:3]) > EDGES[1]: continue
        if record['setting'] == 'standard': record['setting'] = setting(record)
        framework = record_structure(record)
        crystal = read_structure(campaign / 'crystals' / f'{row["name"]}.cif')
        (group, operations, _), (_, before, _) = _symmetry(crystal), _symmetry(framework)
        values = as_cells({name: from_cell(row.get(name)) for name in RELAXED_NUMBERS if name != 'energy'})
        energy = float(row['relative_energy_kj_per_mol'])
        yield record, dict(
            key=record['key'], status='converged', stable=int(energy <= PLAUSIBLE), space_group=group,
            mirrors=mirrors(crystal), kept=int(operations > 0.99 * before and mirrors(crystal) >= mirrors(framework)),
            **{name: value and float(f'{value:.6g}') for name, value in (values | dict(energy=energy)).items()}
        )


def main(sources: list[str]) -> None:
    kept: dict[str, dict] = {}
    relaxed: dict[str, dict] = {}
    drawn = {record['key']: record['split'] for record in hypothetical_records()}
    labelled = {record['key'] for record in hypothetical_records() if record['relaxed']}
    for source in map(Path, sources):
        settled = kept.keys() & (labelled | relaxed.keys())
        if (source / 'candidates.db').is_file(): pairs = list(crystals(source, settled))
        else: pairs = [(record, {}) for record in read_records(source)]
        for record, crystal in pairs:
            structure = record_structure(record)
            if record['key'] in kept or not is_orthogonal(structure) or max(record['cell'][:3]) > EDGES[1]: continue
            check_silica(structure)
            split = drawn.get(record['key']) or record.get('split') or split_of(record['key'])
            kept[record['key']] = record | dict(iza=known_nets().get(record['key'], ''), split=split)
            if crystal: relaxed[record['key']] = crystal
    write_records(sorted(kept.values(), key=lambda record: record['key']), TABLE)
    mirrored = sum(record['setting'] == 'mmm' for record in kept.values())
    print(f'{len(kept)} frameworks, {mirrored} in the setting mmm, {TABLE.stat().st_size / 1e6:.2f} MB')
    if relaxed: write_table(list(relaxed.values()))


if __name__ == '__main__':
    if len(sys.argv) < 2: sys.exit(__doc__)
    main(sys.argv[1:])
