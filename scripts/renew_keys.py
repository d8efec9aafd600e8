"""Give the frameworks of a search, or of a table, the keys of today.

    python scripts/renew_keys.py FOLDER_OR_TABLE ...

A folder of zeogan_hypothetical (trials.jsonl, frameworks.csv.gz) or a table (X.csv.gz) is rewritten in place,
atomically. Each framework is expanded and its key is computed anew; it stays in the part of the training set that
its first key drew, which is written down beside it. What has today's keys stays as it is, but for the part.
"""
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from zeogan_nb.embedded import record_structure, stored_records, write_records
from zeogan_nb.files import atomic_path
from zeogan_nb.nets import KEY_VERSION, hashed_split, known_nets, net_key, t_neighbors


def renewed(record: dict, keys: dict[str, str]) -> dict:
    "A record with today's key; `keys` holds those that were computed before."
    old = record['key']
    if old not in keys:
        keys[old] = old if old.startswith(f'{KEY_VERSION}-') else net_key(*t_neighbors(record_structure(record)))
    key, parent = keys[old], record.get('parent', '')
    split = record.get('split') or hashed_split(old)
    return record | dict(key=key, iza=known_nets().get(key, ''), split=split) | (
        dict(parent=keys.get(parent, parent)) if 'parent' in record else {}
    )


def chunks(path: Path) -> Iterator[dict]:
    "Finished chunks of a store; a torn last line is dropped."
    for line in path.read_text().splitlines():
        try: yield json.loads(line)
        except json.JSONDecodeError: return


def renew(path: Path, keys: dict[str, str]) -> None:
    "Rewrite one file."
    if path.name.endswith('.csv.gz'): write_records([renewed(record, keys) for record in stored_records(path)], path)
    else:
        lines = [line | dict(found=[renewed(record, keys) for record in line['found']]) for line in chunks(path)]
        with atomic_path(path) as temporary: temporary.write_text(''.join(json.dumps(line) + '\n' for line in lines))


def main(places: list[str]) -> None:
    keys: dict[str, str] = {}
    for place in map(Path, places):
        names = [place / name for name in ('trials.jsonl', 'frameworks.csv.gz')] if place.is_dir() else [place]
        for path in names:
            if path.exists():
                renew(path, keys)
                print(f'{path}: done')
    print(f'{len(keys)} keys, {len(set(keys.values()))} of today')


if __name__ == '__main__':
    if len(sys.argv) < 2: sys.exit(__doc__)
    main(sys.argv[1:])
