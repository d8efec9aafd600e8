"""Write tests_data/published_topology.json from the database of the PyPI package zefram: an independent table for
07_match.

    pip download --no-deps --ignore-requires-python zefram==0.1.3 && unzip zefram-0.1.3-py3-none-any.whl -d zefram
    python scripts/build_published_topology.py zefram/zefram/frameworks.db

`frameworks` holds for every framework type the multiplicity of each T site in the unit cell, its first shells, and
its vertex symbol: six sorted pairs (ring size, number of rings), (0, 0) at an angle without a ring, which the
database writes as * or 0; sites with fewer angles have fewer pairs. `rings` holds the ring sizes of each type.
Source: zefram 0.1.3 (L. Mentel, MIT), which holds figures of the Database of Zeolite Structures,
https://www.iza-structure.org/databases/
"""
import json
import re
import sqlite3
import sys
from pathlib import Path

from zeogan_nb.files import atomic_path

SITES = (
    'select code, multiplicity, csq, vertex_symbol from tatoms join frameworks on frameworks.id = framework_id '
    'order by code, tatoms.id'
)
RINGS = (
    'select code, size from fw_rings join frameworks on frameworks.id = framework_id '
    'join ringsizes on ringsizes.id = ringsize_id order by code, size'
)
SOURCE = (
    'zefram 0.1.3 (L. Mentel, MIT), figures of the Database of Zeolite Structures, '
    'https://www.iza-structure.org/databases/'
)


def symbol(text: str) -> list[list[int]]:
    "A vertex symbol such as 4·6·4·6·6·8_2 as sorted pairs."
    pairs = []
    for part in re.split('[·.]', text):
        size, _, number = part.strip().partition('_')
        pairs.append([0, 0] if size in ('*', '0') else [int(size), int(number or 1)])
    return sorted(pairs)


if __name__ == '__main__':
    sites: dict[str, list] = {}
    rings: dict[str, list] = {}
    with sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True) as database:
        for code, multiplicity, sequence, vertex in database.execute(SITES):
            sites.setdefault(code, []).append(
                [multiplicity, [int(number) for number in sequence.split('|')], symbol(vertex)]
            )
        for code, size in database.execute(RINGS): rings.setdefault(code, []).append(size)
    parts = {
        name: ',\n'.join(f'{json.dumps(code)}: {json.dumps(row, separators=(",", ":"))}' for code, row in table.items())
        for name, table in (('frameworks', sites), ('rings', rings))
    }
    body = ',\n'.join(f'"{name}": {{\n{lines}\n}}' for name, lines in parts.items())
    with atomic_path(Path(__file__).parent.parent / 'tests_data/published_topology.json') as path:
        path.write_text(f'{{"source": {json.dumps(SOURCE)},\n{body}}}\n')
    print(f'{len(sites)} frameworks')
