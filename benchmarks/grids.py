"""Time the energy grid against a plain C++ program, in turns.

    python benchmarks/grids.py [--rounds 7]

The yardstick works as the authors' program does: the cell is repeated until every edge is at least 24 Angstrom, and every grid point runs over all
oxygen atoms of that supercell with the minimum image. It is compiled here with g++ -O3 -march=native. Both use one thread. Writes grids.json.
"""
import argparse
import ctypes
import json
import platform
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from zeogan_nb.frameworks import iza
from zeogan_nb.grids import ENERGY_CUTOFF, METHANE_EPSILON, METHANE_SIGMA, atomic_path, energy_grid, structure_to_shape

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


def yardstick(library: ctypes.CDLL, structure, n: int) -> np.ndarray:
    "Energies in kelvin by the plain program."
    repeats = np.ceil(2 * ENERGY_CUTOFF * np.linalg.norm(np.linalg.inv(structure.lattice.matrix), axis=0)).astype(np.int32)
    supercell = structure * repeats.tolist()
    oxygen = np.ascontiguousarray([site.frac_coords for site in supercell if site.specie.symbol == 'O'])
    out, cell = np.empty((n, n, n), np.float32), np.ascontiguousarray(supercell.lattice.matrix)
    start = time.perf_counter()
    library.grid(oxygen.ctypes, len(oxygen), cell.ctypes, repeats.ctypes, n, *map(ctypes.c_double, (METHANE_EPSILON, METHANE_SIGMA, ENERGY_CUTOFF)), out.ctypes)
    return out, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--rounds', type=int, default=7, help='times that each framework is measured')
    rounds, results = parser.parse_args().rounds, {}
    with tempfile.TemporaryDirectory() as folder:
        library = compiled(Path(folder))
        energy_grid(iza('SOD'), 8)
        for code in ('ACO', 'LTA', 'MFI', 'FAU'):
            structure, ours, shapes, plain = iza(code), [], [], []
            for _ in range(rounds):
                expected, seconds = yardstick(library, structure, 32)
                plain.append(seconds)
                for call, times in ((energy_grid, ours), (structure_to_shape, shapes)):
                    start = time.perf_counter()
                    found = call(structure, 32)
                    times.append(time.perf_counter() - start)
            low = expected < 5000
            results[code] = dict(yardstick_ms=1e3 * median(plain), ours_ms=1e3 * median(ours), ratio=median(p / o for p, o in zip(plain, ours)), shape_ms=1e3 * median(shapes),
                                 largest_difference_kelvin=float(np.abs(energy_grid(structure, 32) - expected)[low].max()))
            print(code, {key: float(f'{value:.3g}') for key, value in results[code].items()})
    with atomic_path(Path(__file__).with_suffix('.json')) as path:
        path.write_text(json.dumps(dict(machine=platform.processor() or platform.machine(), rounds=rounds, frameworks=results), indent=1) + '\n')


if __name__ == '__main__': main()
