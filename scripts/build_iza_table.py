"""Build zeogan_nb/data/iza.json from the CIFs of Debian's package libavogadro-data and the database of the PyPI
package zeose.

    apt-get download libavogadro-data && dpkg -x libavogadro-data_*.deb avogadro
    pip download --no-deps zeose==0.0.1 && unzip zeose-0.0.1-py3-none-any.whl -d zeose
    python scripts/build_iza_table.py avogadro/usr/share/avogadro2/crystals/zeolites zeose/zse/collections/frameworks.db

Every sound all-silica framework goes in (zeogan_nb.frameworks.check_silica decides), the first source first; the
others are printed with the reason. The expanded structures are compared with those of the sources before anything
is written.

Source of both: Ch. Baerlocher and L. B. McCusker, Database of Zeolite Structures,
https://www.iza-structure.org/databases/ (public domain, with the obligation to cite).
"""
import json
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import spglib
from ase.db import connect
from pymatgen.core import Structure
from pymatgen.io.ase import AseAtomsAdaptor

from zeogan_nb.cif import read_operators
from zeogan_nb.files import atomic_path
from zeogan_nb.frameworks import check_silica, expand, parse_cif

CITATION = 'Ch. Baerlocher and L. B. McCusker, Database of Zeolite Structures, https://www.iza-structure.org/databases/'


def operation_key(rotations: np.ndarray, translations: np.ndarray) -> frozenset:
    "Symmetry operations as a set that does not depend on their order."
    return frozenset(
        (tuple(np.rint(r).astype(int).ravel()), tuple(np.rint(24 * t).astype(int) % 24))
        for r, t in zip(rotations, translations)
    )


def crystal_operations(structure: Structure) -> tuple[np.ndarray, np.ndarray]:
    "Symmetry operations of a crystal in P1."
    symmetry = spglib.get_symmetry(
        (structure.lattice.matrix, structure.frac_coords, structure.atomic_numbers), symprec=0.01
    )
    return symmetry['rotations'], symmetry['translations']


def from_cifs(folder: Path) -> Iterator[tuple[str, Structure, tuple]]:
    "Code, crystal and symmetry operations of the sound CIFs of a folder."
    for path in sorted(folder.glob('*.cif')):
        try:
            structure = parse_cif(path)
            check_silica(structure)
        except ValueError as error: print(f'left out: {error}')
        # CON comes as CONt.cif, since CON.cif cannot exist on Windows
        else: yield path.stem[:3], structure, read_operators(path)


def from_database(path: Path) -> Iterator[tuple[str, Structure, tuple]]:
    "Code, crystal and symmetry operations of the sound rows of an ASE database."
    for row in connect(path).select():
        structure = AseAtomsAdaptor.get_structure(row.toatoms())
        try: check_silica(structure, row.fw)
        except ValueError as error: print(f'left out: {error}')
        else: yield row.fw, structure, crystal_operations(structure)


def unique_sites(structure: Structure, hall: int) -> list[list]:
    "One atom per orbit, moved onto its special position exactly."
    symmetry = spglib.get_symmetry_from_database(hall)
    sites, covered = [], np.zeros(len(structure), dtype=bool)
    for i, site in enumerate(structure):
        if covered[i]: continue
        images = symmetry['rotations'] @ site.frac_coords + symmetry['translations']
        near = images - site.frac_coords
        near -= np.round(near)
        position = site.frac_coords + near[np.linalg.norm(near @ structure.lattice.matrix, axis=1) < 0.05].mean(0)
        sites.append([site.specie.symbol, *(round(float(x), 6) for x in position)])
        difference = structure.frac_coords[:, None] - images[None]
        covered |= (np.linalg.norm((difference - np.round(difference)) @ structure.lattice.matrix, axis=-1) < 0.1).any(
            1
        )
    return sites


def largest_difference(a: Structure, b: Structure) -> float:
    "Largest distance from an atom of `a` to the nearest atom of the same element of `b`, Angstrom."
    return max(
        float(
            a.lattice.get_all_distances(
                [s.frac_coords for s in a if s.specie.symbol == e], [s.frac_coords for s in b if s.specie.symbol == e]
            )
            .min(1)
            .max()
        )
        for e in ('Si', 'O')
    )


def main(folder: Path, database: Path) -> None:
    halls, table = {}, {}
    for number in range(1, 531):
        symmetry = spglib.get_symmetry_from_database(number)
        halls.setdefault(operation_key(symmetry['rotations'], symmetry['translations']), number)
    for source in (from_cifs(folder), from_database(database)):
        for code, structure, operations in source:
            if code in table: continue
            hall = halls.get(operation_key(*operations))
            if hall is None: raise SystemExit(f'{code}: its symmetry operations are in no setting that spglib knows')
            entry = dict(
                cell=[round(x, 6) for x in structure.lattice.parameters], hall_number=hall,
                sites=unique_sites(structure, hall)
            )
            symmetry = spglib.get_symmetry_from_database(hall)
            expanded = expand(entry['cell'], (symmetry['rotations'], symmetry['translations']), entry['sites'])
            assert expanded.composition == structure.composition, code
            assert largest_difference(structure, expanded) < 5e-3 and largest_difference(expanded, structure) < 5e-3, (
                code, largest_difference(structure, expanded)
            )
            table[code] = entry
    lines = ',\n'.join(
        f'{json.dumps(code)}: {json.dumps(entry, separators=(",", ":"))}' for code, entry in sorted(table.items())
    )
    with atomic_path(Path(__file__).parent.parent / 'zeogan_nb/data/iza.json') as temporary:
        temporary.write_text(f'{{"source": {json.dumps(CITATION)},\n"frameworks": {{\n{lines}\n}}}}\n')
    print(f'{len(table)} frameworks')


if __name__ == '__main__':
    warnings.simplefilter('ignore')
    main(Path(sys.argv[1]), Path(sys.argv[2]))
