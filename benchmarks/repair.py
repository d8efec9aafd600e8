"""Measure the repair: time per shape of early rejection, of both methods and of shapes without a framework in them,
what the shapes that fail cost at most, and how many corrupted frameworks come back.

    python benchmarks/repair.py [--frameworks 30] [--levels 2 3] [--nonsense 300] [--octants 20]

One thread, processor time. The frameworks are embedded ones with an orthogonal cell, other than those that the
constants of the repair were chosen on. Octants are hypothetical frameworks of the test split whose errors are drawn
in one octant of the cell and mirrored, as a network that draws octants makes them. Writes repair.json.
"""
import argparse
import json
import platform
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
from pymatgen.core import Structure
from scipy.ndimage import gaussian_filter

from zeogan_nb.bonds import MOST_PRODUCTS, MOST_UNKNOWNS
from zeogan_nb.cleanup import assign_atoms, repair_connectivity
from zeogan_nb.corruption import corrupt
from zeogan_nb.embedded import hypothetical_set
from zeogan_nb.files import atomic_path
from zeogan_nb.frameworks import iza, iza_codes, orthogonalize
from zeogan_nb.gate import gate
from zeogan_nb.grids import Shape, structure_to_shape
from zeogan_nb.match import topology_key
from zeogan_nb.repair import RepairResult, reject_reason, repair

TUNED = set('ABW AEI AFY ATN BIK CAN EDI FER GIS JBW LTA MER MFI MOR MTN RHO SOD STI THO'.split())
LONGEST = 28.8   # Angstrom: 32 points 0.9 A apart
failing: list[tuple[RepairResult, float]] = []   # of the full method: what was done, and processor seconds


def timed(function: Callable, *arguments) -> tuple:
    "Result and processor seconds."
    start = time.process_time()
    result = function(*arguments)
    return result, time.process_time() - start


def repaired(shape: Shape, method: str = 'full', seed: int = 0) -> tuple[RepairResult, float]:
    "Result and processor seconds, which are kept if a full repair fails."
    result, spent = timed(repair, shape, method, seed)
    if method == 'full' and result.status != 'repaired': failing.append((result, spent))
    return result, spent


def frameworks(count: int) -> list[str]:
    "Codes spread evenly over the alphabet."
    cells = {code: orthogonalize(iza(code), LONGEST) for code in iza_codes() if code not in TUNED}
    codes = [code for code, structure in cells.items() if structure is not None and len(structure) <= 400]
    return codes[::max(1, len(codes) // count)][:count]


def summary(seconds: list[float]) -> dict:
    "Time per shape on one core."
    return (
        dict(seconds_median=median(seconds), seconds_most=max(seconds), shapes_per_second=len(seconds) / sum(seconds))
        if seconds
        else {}
    )


def recovery(codes: list[str], level: int, mode: str) -> dict:
    "Share of frameworks that come back with their own net, by both methods."
    right, seconds = dict(paper=[], full=[]), dict(paper=[], full=[])
    for code in codes:
        shape = structure_to_shape(orthogonalize(iza(code), LONGEST))
        if level: shape = corrupt(shape, level, mode, seed=7)
        for method in right:
            result, spent = repaired(shape, method, 7)
            fitted = gate(result.structure).structure if result.status == 'repaired' else None
            right[method].append(fitted is not None and topology_key(fitted) == topology_key(iza(code)))
            seconds[method].append(spent)
    return dict(level=level, mode=mode, frameworks=len(codes)) | {
        method: dict(right_net=float(np.mean(right[method]))) | summary(seconds[method]) for method in right
    }


def damaged_octants(count: int, level: int) -> Iterator[tuple[Structure, Shape]]:
    "Hypothetical frameworks of the test split, and their shapes with errors that three mirror planes repeat."
    frameworks = hypothetical_set('test', 'mmm')
    for index in range(count):
        structure = frameworks[index % len(frameworks)].copy()
        structure.translate_sites(range(len(structure)), [-0.5 / 32] * 3)   # mirror planes between grid points
        shape = corrupt(structure_to_shape(structure), level, 'independent', seed=index)
        half = [axis // 2 for axis in shape.oxygen.shape]
        grids = shape.grids[:, :half[0], :half[1], :half[2]]
        for axis in (1, 2, 3): grids = np.concatenate([grids, np.flip(grids, axis)], axis)
        yield structure, Shape(grids, shape.lengths, shape.angles, shape.name)


def octants(count: int, level: int) -> dict:
    "Repair of shapes whose errors three mirror planes repeat."
    right, accepted, failed = 0, [], []
    for index, (structure, shape) in enumerate(damaged_octants(count, level)):
        result, spent = repaired(shape, 'full', index)
        (failed if result.structure is None else accepted).append(spent)
        right += result.structure is not None and topology_key(result.structure) == topology_key(structure)
    return dict(
        level=level, shapes=count, accepted=len(accepted), right_net=right, accepted_time=summary(accepted),
        failed_time=summary(failed)
    )


def nonsense_shapes(codes: list[str], count: int) -> Iterator[Shape]:
    """Shapes without a framework in them: oxygen of one framework with silicon of another, atoms at random places,
    smooth noise."""
    rng = np.random.default_rng(0)
    small = [
        structure
        for structure in (orthogonalize(iza(code), 20.0) for code in codes)
        if structure is not None and len(structure) <= 200
    ]
    for index in range(count):
        first, second = (small[i].copy() for i in rng.choice(len(small), 2, replace=False))
        if index % 3 == 1:
            for site in range(len(first)): first.translate_sites([site], rng.random(3))
        shape = structure_to_shape(first, 24)
        if index % 3 == 0: shape.grids[2] = structure_to_shape(second, 24).silicon
        elif index % 3 == 2:
            noise = gaussian_filter(rng.normal(size=(2, 24, 24, 24)), (0, 1.2, 1.2, 1.2), mode='wrap')
            shape.grids[1:] = 0.9 * (noise / noise.std() / 2.5).clip(0)
        yield shape


def nonsense(codes: list[str], count: int) -> dict:
    "What shapes without a framework cost, and how many are accepted."
    results = [repaired(shape) for shape in nonsense_shapes(codes, count)]
    accepted = sum(result.structure is not None for result, _ in results)
    return dict(shapes=count, accepted=accepted) | summary([spent for _, spent in results])


def algorithm(codes: list[str]) -> dict:
    "A default run of Algorithm 1 on frameworks of about 100 atoms at the mildest level of corruption."
    structures = [
        structure for structure in (orthogonalize(iza(code), LONGEST) for code in codes) if 80 <= len(structure) <= 120
    ]
    runs = [
        timed(
            repair_connectivity,
            assign_atoms(corrupt(structure_to_shape(structure), 1, 'independent', seed=7), refine=False), 0, 1
        )
        for structure in structures
    ]
    return dict(
        structures=len(structures), atoms_median=median(map(len, structures)),
        moves_median=median(result.moves for result, _ in runs),
        milliseconds_median=1e3 * median(spent for _, spent in runs),
        milliseconds_most=1e3 * max(spent for _, spent in runs)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--frameworks', type=int, default=30, help='how many')
    parser.add_argument('--levels', type=int, nargs='+', default=[2, 3], help='of corruption')
    parser.add_argument('--nonsense', type=int, default=300, help='shapes')
    parser.add_argument('--octants', type=int, default=20, help='shapes at each level')
    arguments = parser.parse_args()
    # refused by its number of atoms
    codes, even = frameworks(arguments.frameworks), Shape(np.full((3, 32, 32, 32), 0.5, np.float32), [12.] * 3)
    for method in ('paper', 'full'): repair(structure_to_shape(iza('SOD')), method)  # compile
    results = dict(
        machine=platform.processor() or platform.machine(),
        early_reject_microseconds=1e6 * median(timed(reject_reason, even)[1] for _ in range(200))
    )
    results['algorithm_1'] = algorithm(codes)
    results['recovery'] = [recovery(codes, 0, 'clean')] + [
        recovery(codes, level, mode) for level in arguments.levels for mode in ('independent', 'orbit')
    ]
    if arguments.nonsense: results['nonsense'] = nonsense(codes, arguments.nonsense)
    if arguments.octants: results['octants'] = [octants(arguments.octants, level) for level in arguments.levels]
    work = dict(
        unknowns_most=max(result.work.unknowns for result, _ in failing), unknowns_bound=MOST_UNKNOWNS,
        products_most=max(result.work.products for result, _ in failing), products_bound=MOST_PRODUCTS
    )
    results['failing'] = dict(shapes=len(failing)) | summary([spent for _, spent in failing]) | work
    with atomic_path(Path(__file__).with_suffix('.json')) as path: path.write_text(json.dumps(results, indent=1) + '\n')
    print(json.dumps(results, indent=1))


if __name__ == '__main__': main()
