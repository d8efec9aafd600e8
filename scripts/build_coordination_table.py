"""Write tests_data/coordination_sequences.json from the database of the PyPI package zefram: an independent table to test 07_match against.

    pip download --no-deps --only-binary=:all: --python-version 3.10 zefram==0.1.3 && unzip zefram-0.1.3-py3-none-any.whl -d zefram
    python scripts/build_coordination_table.py zefram/zefram/frameworks.db

For every framework type: multiplicity of each T site in the unit cell, and its first ten shells.
Source: zefram 0.1.3 (L. Mentel, MIT), which holds figures of the Database of Zeolite Structures, https://www.iza-structure.org/databases/
"""
import json
import sqlite3
import sys
from pathlib import Path

from zeogan_nb.grids import atomic_path

QUERY = 'select code, multiplicity, csq from tatoms join frameworks on frameworks.id = framework_id where csq is not null order by code, tatoms.id'
SOURCE = 'zefram 0.1.3 (L. Mentel, MIT), figures of the Database of Zeolite Structures, https://www.iza-structure.org/databases/'

if __name__ == '__main__':
    table: dict[str, list] = {}
    for code, multiplicity, sequence in sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True).execute(QUERY):
        table.setdefault(code, []).append([multiplicity, [int(number) for number in sequence.split('|')]])
    lines = ',\n'.join(
        f'{json.dumps(code)}: {json.dumps(sites, separators=(",", ":"))}' for code, sites in table.items()
    )
    with atomic_path(Path(__file__).parent.parent / 'tests_data/coordination_sequences.json') as path:
        path.write_text(f'{{"source": {json.dumps(SOURCE)},\n"frameworks": {{\n{lines}\n}}}}\n')
    print(f'{len(table)} frameworks')
