"""Choose ten of the new zeolites with room for methane and a heat of adsorption of 18 to 22 kJ/mol that a campaign or
an evaluation has found, for the gallery of the docs.

    python scripts/make_gallery.py [FOLDER WIDE] [--without-mirrors CAMPAIGN]

FOLDER and WIDE, of a flow that was fine-tuned for wide pores, hold candidates.csv, crystals/ and shapes/. Writes
nbs/gallery/NAME.cif and nbs/gallery/gallery.json: properties, and the embedded framework whose mean coordination
sequence is nearest; nbs/gallery/wide/ in the same way, with five zeolites of wide pores; and nbs/gallery/road.png,
the picture of the first page: a known zeolite, its shape, the shape of the roomiest of the ten, and that zeolite.

CAMPAIGN is of a flow for any symmetry. nbs/gallery/any/ gets ten new zeolites in whose space group, within 0.1 A, there
is no mirror plane: the one of the lowest energy that has room and the heat of adsorption, the one of the lowest energy
in which methane can travel in a single direction, and those of the lowest energy in groups that are not yet there,
all with some room (a void fraction of 0.02).
"""
import argparse
import shutil
from itertools import product
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from zeogan_nb.files import read_table, write_json
from zeogan_nb.frameworks import iza, iza_codes, plot_structure, read_structure
from zeogan_nb.grids import plot_shape, read_shape, structure_to_shape
from zeogan_nb.match import coordination_sequences
from zeogan_nb.metrics import judge
from zeogan_nb.report import save_figure
from zeogan_nb.space_groups import SymmetricCrystal, symmetrise
from zeogan_nb.targets import missed, target_windows

ROOT = Path(__file__).resolve().parent.parent
TARGETS = target_windows(heat_of_adsorption=[18., 22.])   # kJ/mol
ROOM, WIDE, LEAST = 0.05, 0.12, 0.02   # least void fractions
SHOWN = ('framework_density', 'unique_si', 'henry', 'void_fraction', 'heat_of_adsorption', 'relative_energy_kj_per_mol')


def mean_sequence(structure) -> np.ndarray:
    "Mean coordination sequence of the T sites."
    return np.mean([row[:8] for row in coordination_sequences(structure)], axis=0)


def draw_road(folder: Path, name: str) -> None:
    "Draw what the package does, with one known zeolite and one new one."
    figure, axes = plt.subplots(1, 4, figsize=(13, 3.6), subplot_kw=dict(projection='3d'))
    plot_structure(iza('LTA'), axes[0]).set_title('a known zeolite')
    plot_shape(structure_to_shape(iza('LTA')), axes[1]).set_title('what the network learns from')
    plot_shape(read_shape(folder / 'shapes' / name), axes[2]).set_title('what it draws')
    plot_structure(read_structure(folder / 'crystals' / f'{name}.cif'), axes[3]).set_title('the new zeolite in it')
    figure.subplots_adjust(0, 0, 1, 0.9, 0.05, 0)
    for x in (0.25, 0.5, 0.75): figure.text(x, 0.45, '→', fontsize=26, ha='center', va='center', color='0.4')
    save_figure(figure, ROOT / 'nbs/gallery/road.png')


def keep(folder: Path, rows: list[dict], target: Path, shown: tuple[str, ...] = SHOWN) -> list[dict]:
    "Copy the CIFs of some candidates, and write what stands beside them."
    known = {code: mean_sequence(iza(code)) for code in iza_codes()}
    entries = []
    target.mkdir(exist_ok=True)
    for old in target.glob('*.cif'): old.unlink()
    for row in rows:
        path = folder / 'crystals' / f'{row["name"]}.cif'
        shutil.copy(path, target / path.name)
        sequence = mean_sequence(read_structure(path))
        distance = {code: float(np.abs(sequence / other - 1).mean()) for code, other in known.items()}
        nearest = min(distance, key=distance.get)
        entries.append(
            dict(name=row['name'], nearest=nearest, distance=round(distance[nearest], 4))
            | {key: round(float(row[key]), 4) for key in shown}
            | ({'space_group': row['space_group']} if 'space_group' in row else {})
        )
    write_json(entries, target / 'gallery.json')
    return entries


def new_ones(folder: Path, least: float, metric: str) -> list[dict]:
    "Candidates of distinct new nets with so much room for methane, the lowest energy first."
    rows = [row for row in read_table(folder / 'candidates.csv') if row['origin'] == 'generated']
    good = {line['name'] for line in judge(rows, TARGETS) if line[metric]}
    return sorted(
        (row for row in rows if row['name'] in good and float(row['void_fraction']) >= least),
        key=lambda row: float(row['relative_energy_kj_per_mol'])
    )


def has_mirror(crystal: SymmetricCrystal) -> bool:
    "Whether a crystal has a mirror plane; a glide plane is none."
    for operation in crystal.operations:
        rotation, translation = np.array(operation.rot) / operation.DEN, np.array(operation.tran) / operation.DEN
        if np.linalg.det(rotation) > 0 or rotation.trace() != 1: continue
        along = (rotation + np.eye(3)) @ (translation + np.array(list(product((-1, 0, 1), repeat=3)))).T
        if (np.abs(along) < 1e-6).all(0).any(): return True
    return False


def without_mirrors(folder: Path, count: int = 10) -> list[dict]:
    "New crystals without a mirror plane, in many space groups."
    rows: list[dict] = []
    for row in new_ones(folder, LEAST, 'sun'):
        crystal = symmetrise(read_structure(folder / 'crystals' / f'{row["name"]}.cif'))
        if not has_mirror(crystal): rows.append(row | dict(space_group=crystal.symbol))
    roomy = [row for row in rows if not missed(row, TARGETS) and float(row['void_fraction']) >= ROOM]
    narrow = [row for row in rows if row['channel_dimensions'] == '1']
    if not (roomy and narrow): raise ValueError(f'{folder}: {len(roomy)} in the window, {len(narrow)} with one channel')
    chosen = {row['name']: row for row in (roomy[0], narrow[0])}
    for row in rows:
        if row['space_group'] not in {one['space_group'] for one in chosen.values()}: chosen[row['name']] = row
    for row in rows: chosen.setdefault(row['name'], row)
    return list(chosen.values())[:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folders', type=Path, nargs='*', metavar='FOLDER', help='FOLDER and WIDE')
    parser.add_argument('--without-mirrors', type=Path, metavar='CAMPAIGN')
    options = parser.parse_args()
    gallery = ROOT / 'nbs/gallery'
    if options.folders:
        folder, wide = options.folders
        entries = keep(folder, new_ones(folder, ROOM, 'sun_in_window')[:10], gallery)
        draw_road(folder, max(entries, key=lambda entry: entry['void_fraction'])['name'])
        keep(wide, new_ones(wide, WIDE, 'sun')[:5], gallery / 'wide')
    if options.without_mirrors:
        chosen = without_mirrors(options.without_mirrors)
        keep(options.without_mirrors, chosen, gallery / 'any', (*SHOWN, 'channel_dimensions'))


if __name__ == '__main__': main()
