"""Choose ten of the new zeolites that a campaign or an evaluation has found, for the gallery of the docs.

    python scripts/make_gallery.py FOLDER

FOLDER holds candidates.csv and crystals/. Writes nbs/gallery/NAME.cif and nbs/gallery/gallery.json: properties, and the embedded framework whose mean coordination sequence is nearest.
"""
import shutil
import sys
from pathlib import Path

import numpy as np

from zeogan_nb.batch import read_table, write_json
from zeogan_nb.frameworks import iza, iza_codes, read_structure
from zeogan_nb.match import coordination_sequences
from zeogan_nb.metrics import judge

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ('framework_density', 'unique_si', 'henry', 'void_fraction', 'heat_of_adsorption', 'relative_energy_kj_per_mol')


def mean_sequence(structure) -> np.ndarray:
    "Mean coordination sequence of the T sites."
    return np.mean([row[:8] for row in coordination_sequences(structure)], axis=0)


def main(folder: str) -> None:
    rows = [row for row in read_table(Path(folder) / 'candidates.csv') if row['origin'] == 'generated']
    good = {line['name'] for line in judge(rows) if line['sun']}
    chosen = sorted((row for row in rows if row['name'] in good), key=lambda row: float(row['relative_energy_kj_per_mol']))[:10]
    known = {code: mean_sequence(iza(code)) for code in iza_codes()}
    target, entries = ROOT / 'nbs/gallery', []
    target.mkdir(exist_ok=True)
    for row in chosen:
        path = Path(folder) / 'crystals' / f'{row["name"]}.cif'
        shutil.copy(path, target / path.name)
        sequence = mean_sequence(read_structure(path))
        distance = {code: float(np.abs(sequence / other - 1).mean()) for code, other in known.items()}
        nearest = min(distance, key=distance.get)
        entries.append(dict(name=row['name'], nearest=nearest, distance=round(distance[nearest], 4)) | {key: round(float(row[key]), 4) for key in SHOWN})
    write_json(entries, target / 'gallery.json')


if __name__ == '__main__': main(sys.argv[1])
