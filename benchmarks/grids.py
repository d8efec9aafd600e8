"""Time the energy grid against a plain C++ program, in turns, and the way from structures to a training set and out of
it.

    python benchmarks/grids.py [--rounds 7] [--structures 200]

The yardstick works as the authors' program does: the cell is repeated until every edge is at least 24 Angstrom, and
every grid point runs over all oxygen atoms of that supercell with the minimum image. It is compiled here with g++
-O3 -march=native. Both use one thread. The same crystal with its atoms displaced by up to 0.001 Angstrom shows what
is left without symmetry. The training set is made of MFI with displaced atoms and cells strained so that no two are
duplicates, by two processes, once from structures and once from CIFs; reading is timed in one process and in two
loader processes. All times are processor seconds (user and system) of all processes together, because other work
may share the machine; per minute on two cores is twice a minute by the processor seconds of one item. What was seen
on the clock stands beside it with the load. Writes grids.json.
"""
import argparse
import ctypes
import gc
import json
import os
import platform
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import torch
from pymatgen.core import Lattice, Structure

from zeogan_nb.dataset import GridDataset, build_dataset
from zeogan_nb.files import atomic_path
from zeogan_nb.frameworks import iza, write_cif
from zeogan_nb.grids import energy_grid, find_guest, structure_to_shape
from zeogan_nb.match import topology_key

SOURCE = r"""
#include <cmath>
extern "C" void grid(const double* f, int m, const double* cell, const int* repeats, int n,
                     double eps, double sigma, double cutoff, float* out) {
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) for (int k = 0; k < n; k++) {
        double p[3] = {double(i) / n / repeats[0], double(j) / n / repeats[1], double(k) / n / repeats[2]}, u = 0;
        for (int a = 0; a < m; a++) {
            double d[3], r2 = 0;
            for (int c = 0; c < 3; c++) { d[c] = f[3 * a + c] - p[c]; d[c] -= std::round(d[c]); }
            for (int c = 0; c < 3; c++) {
                double x = d[0] * cell[c] + d[1] * cell[3 + c] + d[2] * cell[6 + c];
                r2 += x * x;
            }
            if (r2 < cutoff * cutoff) {
                double s2 = sigma * sigma / (r2 > 1e-4 ? r2 : 1e-4), s6 = s2 * s2 * s2;
                u += 4 * eps * (s6 * s6 - s6);
            }
        }
        out[(i * n + j) * n + k] = float(u);
    }
}
"""


def compiled(folder: Path) -> ctypes.CDLL:
    "The yardstick as a library."
    (folder / 'yardstick.cpp').write_text(SOURCE)
    subprocess.run(
        ['g++', '-O3', '-march=native', '-shared', '-fPIC', '-o', folder / 'yardstick.so', folder / 'yardstick.cpp'],
        check=True
    )
    return ctypes.CDLL(str(folder / 'yardstick.so'))


def yardstick(library: ctypes.CDLL, structure, n: int) -> tuple[np.ndarray, float]:
    "Energies in kelvin by the plain program, and its processor seconds."
    methane = find_guest('methane')
    repeats = np.ceil(2 * methane.cutoff * np.linalg.norm(np.linalg.inv(structure.lattice.matrix), axis=0)).astype(
        np.int32
    )
    supercell = structure * repeats.tolist()
    oxygen = np.ascontiguousarray([site.frac_coords for site in supercell if site.specie.symbol == 'O'])
    out, cell = np.empty((n, n, n), np.float32), np.ascontiguousarray(supercell.lattice.matrix)
    start = time.process_time()
    library.grid(
        oxygen.ctypes, len(oxygen), cell.ctypes, repeats.ctypes, n,
        *map(ctypes.c_double, (methane.epsilon, methane.sigma, methane.cutoff)), out.ctypes
    )
    return out, time.process_time() - start


def displaced(structure, seed: int = 0):
    "The structure without its symmetry."
    moved, rng = structure.copy(), np.random.default_rng(seed)
    for i in range(len(moved)): moved.translate_sites([i], rng.uniform(-0.001, 0.001, 3), frac_coords=False)
    return moved


def strained(structure, number: int):
    "Displaced atoms in a cell whose edges differ from those of every other number up to 511 by more than one percent."
    steps = np.array([number % 8, -(number // 8 % 8), number // 64 - 3.5])
    moved = displaced(structure, number)
    return Structure(
        Lattice.orthorhombic(*(np.array(moved.lattice.abc) * (1 + 0.012 * steps))), moved.species, moved.frac_coords,
        properties=dict(name=f'MFI_{number:03d}')
    )


def seconds(function, *arguments) -> float:
    "Processor time of one call."
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def total(function, *arguments) -> tuple[float, float]:
    "Processor time of one call and of the processes that it starts and ends; time on the clock."
    gc.collect()
    before, clock = os.times(), time.perf_counter()
    function(*arguments)
    return sum(os.times()[:4]) - sum(before[:4]), time.perf_counter() - clock


def energies(folder: Path, rounds: int) -> dict:
    "The energy grid of four frameworks, with and without their symmetry, against the yardstick."
    library, results = compiled(folder), {}
    energy_grid(iza('SOD'), 8)
    for code in ('ACO', 'LTA', 'MFI', 'FAU'):
        structure, bare = iza(code), displaced(iza(code))
        times = {name: [] for name in ('yardstick', 'ours', 'without_symmetry', 'shape')}
        for _ in range(rounds):
            expected, plain = yardstick(library, structure, 32)
            for name, value in (
                ('yardstick', plain), ('ours', seconds(energy_grid, structure)),
                ('without_symmetry', seconds(energy_grid, bare)), ('shape', seconds(structure_to_shape, structure))
            ):
                times[name].append(value)
        low, found = expected < 5000, energy_grid(structure)
        results[code] = {f'{name}_cpu_ms': 1e3 * median(values) for name, values in times.items()} | dict(
            ratio=median(p / o for p, o in zip(times['yardstick'], times['ours'])),
            ratio_without_symmetry=median(p / o for p, o in zip(times['yardstick'], times['without_symmetry'])),
            largest_difference_kelvin=float(np.abs(found - expected)[low].max()),
            largest_relative_difference=float((np.abs(found - expected) / np.abs(expected).clip(100))[low].max()))
        print(code, rounded(results[code]), flush=True)
    return results


def training_set(folder: Path, structures: int) -> dict:
    "A training set of strained copies of MFI, from structures and from CIFs, and its reading."
    copies, results = [strained(iza('MFI'), number) for number in range(structures)], {}
    (folder / 'cifs').mkdir()
    paths = [folder / f'cifs/{copy.properties["name"]}.cif' for copy in copies]
    for copy, path in zip(copies, paths): write_cif(copy, path)
    for name, sources in (('structures', copies), ('cifs', paths)):
        build_dataset(sources[:2], folder / f'{name}_first', workers=2)   # whatever has to be compiled
        # first two only: what starting takes
        few, all_of_them = (
            total(build_dataset, sources[:part], folder / f'{name}_{part}', 32, 'float32', 'methane', 25.0, 2)
            for part in (2, structures)
        )
        processor, clock = ((late - early) / (structures - 2) for early, late in zip(few, all_of_them))
        results |= {
            f'{name}_cpu_ms_each': 1e3 * processor, f'{name}_per_minute_two_cores': 120 / processor,
            f'{name}_per_minute_on_the_clock': 60 / clock
        }
    topology_key(copies[0])
    results['net_cpu_ms_of_each_doubtful'] = 1e3 * seconds(topology_key, copies[0])
    data = GridDataset(folder / f'structures_{structures}')
    assert len(data) == structures, 'the copies are not to be duplicates'
    data[0]
    results['view_cpu_ms'] = 1e3 * seconds(lambda: [data[index] for index in range(structures)]) / structures
    views = torch.utils.data.ConcatDataset([data] * (4000 // structures))
    processor, clock = total(
        lambda: sum(1 for _ in torch.utils.data.DataLoader(views, batch_size=32, num_workers=2, shuffle=True))
    )
    return results | dict(
        loader_cpu_ms_each=1e3 * processor / len(views), views_per_second_two_cores=2 * len(views) / processor,
        views_per_second_on_the_clock=len(views) / clock
    )


def rounded(results: dict) -> dict:
    "Three digits."
    return {key: rounded(value) if isinstance(value, dict) else float(f'{value:.3g}') for key, value in results.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--rounds', type=int, default=7, help='times that each framework is measured')
    parser.add_argument('--structures', type=int, default=200, help='copies of MFI in the training set, up to 512')
    arguments = parser.parse_args()
    os.environ['TQDM_DISABLE'] = '1'
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        results = dict(
            frameworks=energies(folder, arguments.rounds), training_set=training_set(folder, arguments.structures)
        )
    with atomic_path(Path(__file__).with_suffix('.json')) as path:
        path.write_text(
            json.dumps(
                dict(
                    machine=platform.processor() or platform.machine(), cores=os.cpu_count(),
                    load=round(os.getloadavg()[1], 1), rounds=arguments.rounds, structures=arguments.structures
                )
                | rounded(results),
                indent=1,
            )
            + '\n'
        )


if __name__ == '__main__': main()
