"""What a flow for any symmetry is worth: its shapes, the space groups of its crystals, and IZA types drawn again.

    python benchmarks/symmetries.py FOLDER CAMPAIGN [--checkpoint flow-any] [--shapes 10000] [--workers 1]
        [--beside OTHER ...]

CAMPAIGN is an output folder of zeogan_design. Of its shapes those are counted that end as sound frameworks (valid), as
stable crystals and as S.U.N. ones; intervals are Wilson's of 95 %, and processor seconds are of everything, the drawing
included. Its stable crystals, one of each net, are counted by the space group that spglib finds within 0.1 A, beside
the embedded types of the IZA and up to 2,000 of the frameworks that the checkpoint has learnt from.

Types within reach are those with an orthogonal cell, edges up to 25 A. A type whose net the checkpoint or flow-mmm,
from whose weights it may have begun, has learnt from is not counted as drawn again, nor is one with three
perpendicular mirror planes. FOLDER gets --shapes further shapes (another seed), of which frameworks are made by
three tries of annealing and not relaxed; and a search for frameworks in any symmetry that begins at the embedded ones
but no type of the IZA, for as much processor time as either took. What is done in FOLDER is not done again.
OTHER is an output folder of zeogan_design or of `zeogan_baseline search`, which is counted as CAMPAIGN is, and
beside it CAMPAIGN over the shapes that both have. Writes symmetries.json.
"""
import argparse
import json
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np
import spglib
from pymatgen.core import Structure
from scipy.stats import binomtest
from wishes import make

from zeogan_nb.baselines import PREPARED, prepare_search
from zeogan_nb.candidates import Road, run_candidates
from zeogan_nb.checkpoints import training_nets
from zeogan_nb.database import CandidateDatabase, read_crystal, read_rows
from zeogan_nb.design import Campaign, has_mirrors
from zeogan_nb.embedded import hypothetical_records, read_lines, record_structure
from zeogan_nb.files import write_json
from zeogan_nb.frameworks import iza, iza_codes, orthogonalize
from zeogan_nb.hypothetical import Request, search
from zeogan_nb.metrics import judge
from zeogan_nb.nets import known_nets
from zeogan_nb.space_groups import TOLERANCE

LONGEST = 25.      # Angstrom, of the edges of a cell that can be drawn
TRAINING = 2000    # frameworks of the training set whose groups are looked for
TRIES = 3          # of annealing, for shapes whose frameworks are counted and not relaxed


def share(inside: int, total: int) -> dict:
    "A share with Wilson's 95 % interval."
    interval = binomtest(inside, total).proportion_ci(method='wilson')
    return dict(count=inside, of=total, interval=[round(float(bound), 4) for bound in interval])


def generated(path: Path) -> list[dict]: return [row for row in read_rows(path) if row['origin'] == 'generated']


def seconds_of(rows: list[dict]) -> float: return sum(row['cpu_seconds'] for row in rows)


def yields(rows: list[dict]) -> dict:
    "Shares of the shapes of a campaign, counts of its crystals, and what it took."
    judged = judge(rows)
    total = len({row['shape'] for row in judged})
    shapes = {
        title: share(len({row['shape'] for row in judged if row[name]}), total)
        for name, title in dict(sound='valid', stable='stable', sun='sun').items()
    }
    counts = {name: sum(row[name] for row in judged) for name in ('sound', 'stable', 'unique', 'sun')}
    return dict(shapes=shapes, crystals=counts, cpu_seconds=round(seconds_of(rows)))


def beside(rows: list[dict], others: list[dict]) -> dict:
    "Yields of another campaign or search, and of this one over the same shapes."
    common = {row['shape'] for row in rows} & {row['shape'] for row in others}
    if not common: return dict(its=yields(others))
    its, own = ([row for row in part if row['shape'] in common] for part in (others, rows))
    return dict(its=yields(its), campaign=yields(own))


def group_number(structure: Structure) -> int:
    "Number of the space group within the tolerance."
    cell = structure.lattice.matrix, structure.frac_coords, structure.atomic_numbers
    found = spglib.get_symmetry_dataset(cell, TOLERANCE)
    return 0 if found is None else int(found.number)


def counted_groups(structures: Iterable[Structure]) -> dict[str, int]:
    "How many crystals have which space group, by its number."
    return {str(number): count for number, count in sorted(Counter(map(group_number, structures)).items())}


def overlap(one: dict[str, int], other: dict[str, int]) -> float:
    "Part that two distributions have in common: 1 if they are the same."
    totals = sum(one.values()), sum(other.values())
    return round(sum(min(one.get(key, 0) / totals[0], other.get(key, 0) / totals[1]) for key in {*one, *other}), 3)


def space_groups(path: Path, rows: list[dict], nets: set[str]) -> dict:
    "Space groups of the crystals of a campaign, of the IZA's types and of the training set."
    names = [line['name'] for line in judge(rows) if line['unique']]
    learnt = [record for record in hypothetical_records() if record['key'] in nets]
    some = np.random.default_rng(0).permutation(len(learnt))[:TRAINING]
    groups = {
        'crystals': counted_groups(read_crystal(path, name) for name in names),
        'IZA types': counted_groups(map(iza, iza_codes())),
        'training set': counted_groups(record_structure(learnt[i]) for i in some)
    }
    alike = {name: overlap(groups['crystals'], groups[name]) for name in ('IZA types', 'training set') if names}
    return dict(tolerance=TOLERANCE, distinct={name: len(group) for name, group in groups.items()}, groups=groups,
                overlap=alike)


def types_to_meet(nets: set[str]) -> tuple[set[str], set[str]]:
    "Codes of the IZA's types that have a cell that can be drawn; and of those that no training has seen."
    cells = {code: orthogonalize(iza(code), LONGEST) for code in iza_codes()}
    reach = {code for code, cell in cells.items() if cell is not None}
    seen = {known_nets()[key] for key in nets & set(known_nets())}
    return reach, {code for code in reach - seen if not has_mirrors(cells[code])}


def met(keys: Iterable[str], types: set[str]) -> list[str]:
    "Which types have one of the nets."
    return sorted({known_nets()[key] for key in keys if key in known_nets()} & types)


def nets_of(rows: list[dict]) -> list[str]:
    "Nets of the sound frameworks of a campaign, as far as it keeps them."
    return [row['key'] if row.get('key') else json.loads(row['record'])['key'] for row in rows
            if row.get('key') or row.get('record')]


def more_shapes(folder: Path, campaign: Campaign, workers: int) -> list[dict]:
    "Rows of shapes of which frameworks are made and not relaxed."
    folder.mkdir(parents=True, exist_ok=True)
    database = CandidateDatabase(folder / 'candidates.db', dict(checkpoint=campaign.checkpoint, seed=campaign.seed))
    items = [(f'sample_{index:06d}', index) for index in range(campaign.n)]
    run_candidates(partial(make, campaign=campaign), items, database, folder, workers)
    names = {name for name, _ in items}
    return [row for row in read_rows(database.path) if row['shape'] in names]


def searched(folder: Path, minutes: float, workers: int) -> list[tuple[float, str]]:
    "Processor seconds after which a search has met each net."
    prepare_search(folder, 'any', iza=False)
    search(folder, Request(n_unique=(1, 8)), 1, minutes, workers=workers)
    nets, seconds = [], 0.
    for line in read_lines(folder / 'trials.jsonl')[PREPARED:]:
        seconds += line['seconds']
        nets += [(seconds, record['key']) for record in line['found']]
    return nets


def coverage(made: dict[str, list[dict]], found: list[tuple[float, str]], reach: set[str], types: set[str]) -> dict:
    "Which types are met by shapes, and by the search in the same processor time."
    result: dict = dict(reach=len(reach), types=len(types))
    for name, rows in made.items():
        seconds, again = seconds_of(rows), met(nets_of(rows), types)
        looked = met((key for moment, key in found if moment <= seconds), types)
        result[name] = dict(
            shapes=len({row['shape'] for row in rows}), nets=len(set(nets_of(rows))), cpu_seconds=round(seconds),
            again=share(len(again), len(types)), codes=again,
            search=dict(
                cpu_seconds=round(seconds), nets=sum(moment <= seconds for moment, _ in found),
                again=share(len(looked), len(types)), codes=looked
            )
        )
    result['together'] = sorted({code for name in made for code in result[name]['codes']})
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('campaign', type=Path)
    parser.add_argument('--checkpoint', default='flow-any')
    parser.add_argument('--shapes', type=int, default=10_000, help='of which frameworks are made and not relaxed')
    parser.add_argument('--seed', type=int, default=21, help='of those')
    parser.add_argument('--workers', type=int, default=1)
    parser.add_argument('--beside', type=Path, nargs='*', default=[], help='other campaigns or searches')
    options = parser.parse_args()
    path, target = options.campaign / 'candidates.db', Path(__file__).with_suffix('.json')
    rows = generated(path)
    nets = training_nets(options.checkpoint)
    result: dict = dict(checkpoint=Path(options.checkpoint).name, campaign=yields(rows))
    result['beside'] = {other.name: beside(rows, generated(other / 'candidates.db')) for other in options.beside}
    result['space_groups'] = space_groups(path, rows, nets)
    write_json(result, target)
    made = {'campaign': rows}
    if options.shapes:
        campaign = Campaign(
            options.checkpoint, n=options.shapes, control=0, road=Road(repair='anneal', tries=TRIES), seed=options.seed
        )
        made['not relaxed'] = more_shapes(options.folder / 'shapes', campaign, options.workers)
    found = searched(options.folder / 'search', max(map(seconds_of, made.values())) / 60, options.workers)
    result['coverage'] = coverage(made, found, *types_to_meet(nets | training_nets('flow-mmm')))
    write_json(result, target)
    print(json.dumps(result, indent=1))


if __name__ == '__main__': main()
