"""Time the energy grid against a plain C++ program, in turns, and the way from structures to a training set and out of it.

    python benchmarks/grids.py [--rounds 7] [--structures 400]

The yardstick works as the authors' program does: the cell is repeated until every edge is at least 24 Angstrom, and every grid point runs over all
oxygen atoms of that supercell with the minimum image. It is compiled here with g++ -O3 -march=native. Both use one thread. The same crystal with its
atoms displaced by up to 0.001 Angstrom shows what is left without symmetry. The training set is made of displaced copies of MFI by two processes;
reading is timed in one process and in two loader processes. Writes grids.json.
"""
import argparse
import ctypes
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

from zeogan_nb.dataset import GridDataset, build_dataset
from zeogan_nb.frameworks import iza, write_cif
from zeogan_nb.grids import atomic_path, energy_grid, find_guest, structure_to_shape

SOURCE = r"""
#include <cmath>
extern "C" void grid(const double* f, int m, const double* cell, const int* repeats, int n, double eps, double sigma, double cutoff, float* out) {
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) for (int k = 0; k < n; k++) {
        double p[3] = {double(i) / n / repeats[0], double(j) / n / repeats[1], double(k) / n / repeats[2]}, u = 0;
        for (int a = 0; a < m; a++) {
            double d[3], r2 = 0;
            for (int c = 0; c < 3; c++) { d[c] = f[3 * a + c] - p[c]; d[c] -= std::round(d[c]); }
            for (int c = 0; c < 3; c++) { double x = d[0] * cell[c] + d[1] * cell[3 + c] + d[2] * cell[6 + c]; r2 += x * x; }
            if (r2 < cutoff * cutoff) { double s2 = sigma * sigma / (r2 > 1e-4 ? r2 : 1e-4), s6 = s2 * s2 * s2; u += 4 * eps * (s6 * s6 - s6); }
        }
        out[(i * n + j) * n + k] = float(u);
    }
}
"""


def compiled(folder: Path) -> ctypes.CDLL:
    "The yardstick as a library."
    (folder / 'yardstick.cpp').write_text(SOURCE)
    subprocess.run(['g++', '-O3', '-march=native', '-shared', '-fPIC', '-o', folder / 'yardstick.so', folder / 'yardstick.cpp'], check=True)
    return ctypes.CDLL(str(folder / 'yardstick.so'))


def yardstick(library: ctypes.CDLL, structure, n: int) -> tuple[np.ndarray, float]:
    "Energies in kelvin by the plain program, and its seconds."
    methane = find_guest('methane')
    repeats = np.ceil(2 * methane.cutoff * np.linalg.norm(np.linalg.inv(structure.lattice.matrix), axis=0)).astype(np.int32)
    supercell = structure * repeats.tolist()
    oxygen = np.ascontiguousarray([site.frac_coords for site in supercell if site.specie.symbol == 'O'])
    out, cell = np.empty((n, n, n), np.float32), np.ascontiguousarray(supercell.lattice.matrix)
    start = time.perf_counter()
    library.grid(oxygen.ctypes, len(oxygen), cell.ctypes, repeats.ctypes, n, *map(ctypes.c_double, (methane.epsilon, methane.sigma, methane.cutoff)), out.ctypes)
    return out, time.perf_counter() - start


def displaced(structure, seed: int = 0):
    "The structure without its symmetry."
    moved, rng = structure.copy(), np.random.default_rng(seed)
    for i in range(len(moved)): moved.translate_sites([i], rng.uniform(-0.001, 0.001, 3), frac_coords=False)
    return moved


def seconds(function, *arguments) -> float:
    "Wall time of one call."
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def energies(folder: Path, rounds: int) -> dict:
    "The energy grid of four frameworks, with and without their symmetry, against the yardstick."
    library, results = compiled(folder), {}
    energy_grid(iza('SOD'), 8)
    for code in ('ACO', 'LTA', 'MFI', 'FAU'):
        structure, bare = iza(code), displaced(iza(code))
        times = {name: [] for name in ('yardstick', 'ours', 'without_symmetry', 'shape')}
        for _ in range(rounds):
            expected, plain = yardstick(library, structure, 32)
            for name, value in (('yardstick', plain), ('ours', seconds(energy_grid, structure)), ('without_symmetry', seconds(energy_grid, bare)), ('shape', seconds(structure_to_shape, structure))):
                times[name].append(value)
        low, found = expected < 5000, energy_grid(structure)
        results[code] = {f'{name}_ms': 1e3 * median(values) for name, values in times.items()} | dict(
            ratio=median(p / o for p, o in zip(times['yardstick'], times['ours'])),
            ratio_without_symmetry=median(p / o for p, o in zip(times['yardstick'], times['without_symmetry'])),
            largest_difference_kelvin=float(np.abs(found - expected)[low].max()),
            largest_relative_difference=float((np.abs(found - expected) / np.abs(expected).clip(100))[low].max()))
        print(code, {key: float(f'{value:.3g}') for key, value in results[code].items()}, flush=True)
    return results


def training_set(folder: Path, structures: int, library: ctypes.CDLL) -> dict:
    "A training set of displaced copies of MFI, from structures and from CIFs, and its reading."
    mfi = iza('MFI')
    copies = [displaced(mfi, seed) for seed in range(structures)]
    for index, copy in enumerate(copies): copy.properties = dict(name=f'MFI_{index}')
    (folder / 'cifs').mkdir()
    for copy in copies: write_cif(copy, folder / f'cifs/{copy.properties["name"]}.cif')
    results, cpu = {}, {}
    for name, sources in (('structures', copies), ('cifs', [folder / 'cifs'])):
        for workers, part in ((2, 2), (2, None)):   # first two only: what starting takes
            chosen = sources[:part] if part and name == 'structures' else [folder / f'cifs/MFI_{i}.cif' for i in range(part)] if part else sources
            before = os.times()
            cpu[part] = seconds(build_dataset, chosen, folder / f'{name}_{part}', 32, 'float32', 'methane', 25., workers), sum(os.times()[2:4]) - sum(before[2:4])
        results[f'{name}_per_minute_two_processes'] = 60 * (structures - 2) / (cpu[None][0] - cpu[2][0])
        results[f'{name}_cpu_ms_each'] = 1e3 * (cpu[None][1] - cpu[2][1]) / (structures - 2)
    before = time.process_time()
    for _ in range(3): yardstick(library, mfi, 32)
    results['yardstick_cpu_ms'] = 1e3 * (time.process_time() - before) / 3
    data = GridDataset(folder / 'structures_None', duplicates=True)
    data[0]
    before = time.process_time()
    for index in range(len(data)): data[index]
    results['view_cpu_ms'] = 1e3 * (time.process_time() - before) / len(data)
    results['views_per_second_one_process'] = len(data) / seconds(lambda: [data[index] for index in range(len(data))])
    loader = torch.utils.data.DataLoader(data, batch_size=32, num_workers=2, shuffle=True, persistent_workers=True)
    list(loader)
    results['views_per_second_two_processes'] = 5 * len(data) / seconds(lambda: [list(loader) for _ in range(5)])
    print({key: float(f'{value:.4g}') for key, value in results.items()})
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--rounds', type=int, default=7, help='times that each framework is measured')
    parser.add_argument('--structures', type=int, default=400, help='copies of MFI in the training set')
    arguments = parser.parse_args()
    os.environ['TQDM_DISABLE'] = '1'
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        results = dict(frameworks=energies(folder, arguments.rounds), training_set=training_set(folder, arguments.structures, compiled(folder)))
    with atomic_path(Path(__file__).with_suffix('.json')) as path:
        path.write_text(json.dumps(dict(machine=platform.processor() or platform.machine(), load=os.getloadavg()[1], rounds=arguments.rounds, structures=arguments.structures) | results, indent=1) + '\n')


if __name__ == '__main__': main()
