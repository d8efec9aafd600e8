"""Methane in LTA and MFI by RASPA 3, the reference that `06d_isotherm` is tested against.

    python benchmarks/raspa.py [--cycles 3000] [--seeds 5]

Needs raspalib from PyPI. Writes tests_data/raspa_isotherms.json: what was put in, and for each crystal and pressure the
molecules in a cell, mean and standard error over runs with seeds of their own. Every run begins with an empty crystal
and a quarter of its cycles more that are not counted.
"""
import argparse
from importlib.metadata import version
from pathlib import Path

import numpy as np
import raspalib as raspa
from pymatgen.core import Structure

from zeogan_nb.files import write_json
from zeogan_nb.frameworks import iza

OUT = Path(__file__).parent.parent / 'tests_data/raspa_isotherms.json'
INPUT = dict(
    temperature_K=298., cutoff_A=12., truncation='plain, no tail', methane_methane_K_A=[158.5, 3.72],
    methane_oxygen_K_A=[115., 3.47], critical_temperature_K=190.564, critical_pressure_bar=45.992,
    acentric_factor=0.01142, equation_of_state='Peng-Robinson', moves='translation 0.5, reinsertion 0.25, swap 1'
)
# crystal -> spheres that methane is kept out of (fractional centre, radius in Angstrom), or nothing
CASES = [('LTA', []), ('LTA', [(0., 0., 0., 4.)]), ('MFI', [])]


def force_field() -> raspa.ForceField:
    "Mixed by Lorentz and Berthelot, oxygen such that methane meets it as `INPUT` says; silicon is left out."
    (depth, diameter), (mixed_depth, mixed_diameter) = INPUT['methane_methane_K_A'], INPUT['methane_oxygen_K_A']
    oxygen = raspa.PseudoAtom('O', framework_type=True, mass=15.9994, charge=0., atomic_number=8)
    methane = raspa.PseudoAtom('CH4', framework_type=False, mass=16.04246, charge=0., atomic_number=6)
    unmixed = raspa.VDWParameters(mixed_depth**2 / depth, 2 * mixed_diameter - diameter)
    return raspa.ForceField(
        [oxygen, methane], [unmixed, raspa.VDWParameters(depth, diameter)],
        raspa.ForceField.MixingRule.LORENTZ_BERTHELOT, INPUT['cutoff_A'], INPUT['cutoff_A'], shifted=False,
        tail_corrections=False, use_charge=False
    )


def loading(structure: Structure, spheres: list, pressure: float, cycles: int, seed: int) -> float:
    "Molecules in a cell of the crystal, which has right angles."
    field, matrix = force_field(), structure.lattice.matrix
    cells = np.ceil(2 * INPUT['cutoff_A'] * np.linalg.norm(np.linalg.inv(matrix), axis=0)).astype(int).tolist()
    oxygen = [site.frac_coords % 1 for site in structure if site.specie.symbol == 'O']
    framework = raspa.Framework(
        field, 'framework', raspa.SimulationBox(*structure.lattice.abc), 1,
        [raspa.Atom(tuple(place), 0., type=0, is_fractional=True) for place in oxygen], cells
    )
    moves = raspa.MCMoveProbabilities(
        translation_probability=0.5, reinsertion_cbmc_probability=0.25, swap_cbmc_probability=1.
    )
    methane = raspa.Component(
        field, 'methane', INPUT['critical_temperature_K'], 1e5 * INPUT['critical_pressure_bar'],
        INPUT['acentric_factor'], [raspa.Atom((0., 0., 0.), 0., type=1, component_id=0)],
        particle_probabilities=moves, blocking_pockets=spheres
    )
    system = raspa.System(
        field, external_temperature=INPUT['temperature_K'], external_pressure=1e5 * pressure,
        framework_components=framework, components=[methane], initial_number_of_molecules=[0]
    )
    simulation = raspa.MonteCarlo(cycles, cycles // 4, systems=[system], random_seed=seed)
    simulation.run()
    mean, _ = simulation.systems[0].average_loadings.average_loading_number_of_molecules(0)
    return mean / np.prod(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--cycles', type=int, default=3000)
    parser.add_argument('--seeds', type=int, default=5)
    arguments = parser.parse_args()
    rows = []
    for code, spheres in CASES:
        for pressure in (5.8, 65.):
            runs = [
                loading(iza(code), spheres, pressure, arguments.cycles, seed) for seed in range(1, arguments.seeds + 1)
            ]
            mean, error = float(np.mean(runs)), float(np.std(runs, ddof=1) / len(runs)**0.5)
            rows.append(dict(code=code, blocked=spheres, pressure=pressure, molecules_per_cell=mean, error=error))
            print(rows[-1], flush=True)
    source = f'RASPA 3, raspalib {version("raspalib")} from PyPI; benchmarks/raspa.py'
    write_json(dict(source=source, cycles=arguments.cycles, seeds=arguments.seeds, input=INPUT, loadings=rows), OUT)


if __name__ == '__main__': main()
