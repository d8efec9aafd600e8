"""What holding T atoms to the shape does, and what annealing makes of shapes that show no framework.

    python benchmarks/anneal.py FOLDER [--shapes 150] [--damaged 60] [--junk 300] [--tries 40]

Shapes of the flow, of the GAN, of frameworks of the test split with errors of level 2 and 3, whose nets are known, and
the junk of `repair.py`. Each is annealed freely and held with three weights. One thread, processor time. What is
finished in FOLDER is not done again.

Writes anneal.json: shapes that lead to a framework, distinct frameworks and processor seconds; how far their T atoms
lie from the silicon of the shape and how well the grids agree, for the framework that agrees best; rank correlations
(Spearman) of heat of adsorption, void fraction and Henry coefficient between shape and relaxed crystal, of that
framework; for damaged frameworks, how often the right net is among those reached, and how often it is the one that
agrees best. A correlation stands beside its number of pairs.
"""
import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from repair import damaged_octants, frameworks, nonsense_shapes
from scipy.stats import spearmanr

from zeogan_nb.anneal import TRIES, anneal
from zeogan_nb.files import write_json
from zeogan_nb.grids import Shape, properties
from zeogan_nb.match import topology_key
from zeogan_nb.relax import relax
from zeogan_nb.sampling import load_generator, sample
from zeogan_nb.targets import measure, target_windows

HOLD = (0., 0.3, 1., 3.)
PROPERTIES = ('heat_of_adsorption', 'void_fraction', 'henry')
ANY = target_windows(**{name: (-1e9, 1e9) for name in PROPERTIES})


def kinds(options: argparse.Namespace) -> Iterator[tuple[str, Iterator[tuple[str, Shape]]]]:
    "Name of a kind of shapes, and its shapes, each with the key of its net where that is known."
    for name in ('flow-mmm', 'gan-mmm'):
        yield name, (('', shape) for shape in sample(load_generator(name), options.shapes, seed=21))
    for level in (2, 3):
        pairs = damaged_octants(options.damaged, level)
        yield f'damaged, level {level}', ((topology_key(structure), shape) for structure, shape in pairs)
    yield 'junk', (('', shape) for shape in nonsense_shapes(frameworks(30), options.junk))


def attempt(shape: Shape, key: str, hold: float, tries: int, index: int) -> dict:
    "What annealing makes of a shape, and what becomes of the framework that agrees best."
    start = time.process_time()
    reached = sorted(anneal(shape, tries, index, hold), key=lambda one: -one.agreement)
    row: dict = dict(seconds=time.process_time() - start, frameworks=len(reached), key=key)
    if not reached: return row
    best = reached[0]
    row |= dict(
        keys=[one.key for one in reached], distance=best.distance, agreement=best.agreement, volume=best.volume,
        symmetry=best.symmetry
    )
    relaxed = relax(best.structure, index, evaluations=600)
    if relaxed.status != 'converged': return row
    return row | dict(shape=properties(shape.energy), crystal=measure(relaxed.structure, ANY))


def correlation(rows: list[dict], name: str) -> dict:
    "Rank correlation of a property between shapes and crystals."
    pairs = np.array([(row['shape'][name], row['crystal'][name]) for row in rows if 'crystal' in row])
    pairs = pairs[np.isfinite(pairs).all(1)] if len(pairs) else pairs
    if len(pairs) < 10: return dict(pairs=len(pairs))
    return dict(pairs=len(pairs), spearman=round(float(spearmanr(*pairs.T).statistic), 3))


def summary(rows: list[dict]) -> dict:
    "Counts, medians and correlations of a kind of shapes at one weight."
    hit = [row for row in rows if row['frameworks']]
    result: dict = dict(
        shapes=len(rows), shapes_with_frameworks=len(hit), frameworks=sum(row['frameworks'] for row in rows),
        seconds=round(sum(row['seconds'] for row in rows), 1), relaxed=sum('crystal' in row for row in rows)
    )
    for name in ('distance', 'agreement', 'volume'):
        if hit: result[name] = [round(float(x), 3) for x in np.percentile([row[name] for row in hit], (25, 50, 75))]
    result |= {name: correlation(hit, name) for name in PROPERTIES}
    if any(row['key'] for row in rows):
        result |= dict(
            right_net=sum(row['key'] in row['keys'] for row in hit),
            right_net_best=sum(row['key'] == row['keys'][0] for row in hit)
        )
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('--shapes', type=int, default=150, help='of the flow, and of the GAN')
    parser.add_argument('--damaged', type=int, default=60, help='frameworks, at each level')
    parser.add_argument('--junk', type=int, default=300, help='shapes')
    parser.add_argument('--tries', type=int, default=TRIES)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    result: dict = dict(tries=options.tries)
    for kind, shapes in kinds(options):
        store = options.folder / f'{kind.replace(", ", "_").replace(" ", "_")}.jsonl'
        rows = [json.loads(line) for line in store.read_text().splitlines()] if store.exists() else []
        for index, (key, shape) in enumerate(shapes):
            if index < len(rows): continue
            row = {str(hold): attempt(shape, key, hold, options.tries, index) for hold in HOLD}
            with store.open('a') as file: file.write(json.dumps(row) + '\n')
            rows.append(row)
        result[kind] = {f'hold {hold:g}': summary([row[str(hold)] for row in rows]) for hold in HOLD}
        print(kind, json.dumps(result[kind], indent=1), flush=True)
        write_json(result, Path(__file__).with_suffix('.json'))


if __name__ == '__main__': main()
