"""Energies of measured zeolites by universal potentials whose weights come in their wheels, beside SLC.

    python benchmarks/opinions.py [--models chgnet:r2scan sevenn:7net-0 ...] [--relax]

The crystals are relaxed with SLC first. Each model then gives the energy of that crystal as it is (`fixed`), with
--relax also of its own minimum (`relaxed`, forces below 0.03 eV/Angstrom, at most 60 steps) and that minimum's
density. What is there already is kept: benchmarks/opinions.json is added to.
Needs chgnet and sevenn from PyPI; one thread.
"""
import argparse
import json
import time
import warnings
from pathlib import Path

import torch
from ase import Atoms
from ase.calculators.calculator import Calculator
from ase.filters import FrechetCellFilter
from ase.optimize import LBFGS
from pymatgen.core import Lattice, Structure

from zeogan_nb.files import write_json
from zeogan_nb.frameworks import iza
from zeogan_nb.relax import KJ_PER_MOL, relax

OUT = Path(__file__).with_suffix('.json')
MODELS = 'chgnet:0.3.0', 'chgnet:r2scan', 'sevenn:7net-0', 'sevenn:7net-mf-0/R2SCAN', 'sevenn:7net-l3i5'
CODES = 'AST', 'CHA', 'IFR', 'CFI', 'ITE', 'MEL', 'BEA', 'ISV', 'STT', 'MWW', 'MFI'   # measured by Piccione et al.
QUARTZ = Structure.from_spacegroup(
    'P3_221', Lattice.hexagonal(4.913, 5.405), ['Si', 'O'], [[0.4697, 0, 2 / 3], [0.4133, 0.2672, 0.7855]]
)


def calculator(name: str) -> Calculator:
    "A potential by package and model."
    package, _, model = name.partition(':')
    if package == 'chgnet':
        from chgnet.model import CHGNet
        from chgnet.model.dynamics import CHGNetCalculator
        return CHGNetCalculator(CHGNet.load(model_name=model, use_device='cpu', verbose=False), use_device='cpu')
    from sevenn.calculator import SevenNetCalculator
    model, _, modal = model.partition('/')
    return SevenNetCalculator(model, device='cpu', modal=modal or None)


def judge(atoms: Atoms, relaxed: bool) -> dict:
    "Energy per SiO2 (eV) of a crystal as it is, and of the minimum near it."
    silicon, start = int((atoms.numbers == 14).sum()), time.process_time()
    row = dict(fixed=float(atoms.get_potential_energy()) / silicon, fixed_cpu=time.process_time() - start)
    if relaxed:
        optimizer = LBFGS(FrechetCellFilter(atoms), logfile=None)
        row |= dict(converged=bool(optimizer.run(fmax=0.03, steps=60)), steps=optimizer.nsteps)
        row |= dict(relaxed=float(atoms.get_potential_energy()) / silicon, density=1000 * silicon / atoms.get_volume())
        row['relaxed_cpu'] = time.process_time() - start
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--models', nargs='+', default=MODELS)
    parser.add_argument('--relax', action='store_true')
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter('ignore')
    found = json.loads(OUT.read_text()) if OUT.exists() else dict(slc={}, models={})
    crystals = {}
    for code in ('QTZ', *CODES):
        result = relax(QUARTZ if code == 'QTZ' else iza(code))
        crystals[code] = crystal = result.structure.get_primitive_structure()
        found['slc'][code] = dict(
            energy=result.energy_ev_per_sio2, density=1000 * crystal.composition['Si'] / crystal.volume,
            status=result.status
        )
        print(code, found['slc'][code], len(crystal), flush=True)
    write_json(found, OUT)
    for model in arguments.models:
        rows, potential = found['models'].setdefault(model, {}), calculator(model)
        for code, crystal in crystals.items():
            if ('relaxed' if arguments.relax else 'fixed') in rows.get(code, {}): continue
            atoms = Atoms(
                crystal.atomic_numbers, crystal.cart_coords, cell=crystal.lattice.matrix, pbc=True, calculator=potential
            )
            rows[code] = judge(atoms, arguments.relax)
            energy = rows[code].get('relaxed', rows[code]['fixed']) - rows['QTZ'].get('relaxed', rows['QTZ']['fixed'])
            print(f'{model} {code}: {energy * KJ_PER_MOL:.2f} kJ/mol', rows[code], flush=True)
            write_json(found, OUT)


if __name__ == '__main__': main()
