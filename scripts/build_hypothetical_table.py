"""Build zeogan_nb/data/hypothetical.csv.gz from folders of zeogan_hypothetical.

    python scripts/build_hypothetical_table.py mmm orthogonal

Orthogonal cells with edges up to 20 Angstrom go in, one framework for each topology; where several folders hold
one, the first folder's stays. Known types are named anew, and what is in the table today keeps its part of the
training set. Each is expanded and checked before anything is written. Folders with keys of an earlier version go
through scripts/renew_keys.py first.
"""
import sys
from pathlib import Path

from zeogan_nb.embedded import hypothetical_records, read_records, record_structure, write_records
from zeogan_nb.frameworks import check_silica, is_orthogonal
from zeogan_nb.hypothetical import EDGES
from zeogan_nb.nets import known_nets, split_of


def main(folders: list[str]) -> None:
    kept: dict[str, dict] = {}
    drawn = {record['key']: record['split'] for record in hypothetical_records()}
    for folder in folders:
        for record in read_records(folder):
            structure = record_structure(record)
            if record['key'] in kept or not is_orthogonal(structure) or max(record['cell'][:3]) > EDGES[1]: continue
            check_silica(structure)
            split = drawn.get(record['key']) or record.get('split') or split_of(record['key'])
            kept[record['key']] = record | dict(iza=known_nets().get(record['key'], ''), split=split)
    path = Path(__file__).parent.parent / 'zeogan_nb/data/hypothetical.csv.gz'
    write_records(sorted(kept.values(), key=lambda record: record['key']), path)
    mirrored = sum(record['setting'] == 'mmm' for record in kept.values())
    print(f'{len(kept)} frameworks, {mirrored} in the setting mmm, {path.stat().st_size / 1e6:.2f} MB')


if __name__ == '__main__':
    if len(sys.argv) < 2: sys.exit(__doc__)
    main(sys.argv[1:])
