"""Write zeogan_nb/data/iza_topology.json, iza_nearest.json and rcsr_topology.json.

    python scripts/build_topology_index.py [--rcsr]

The first holds topology key -> code of every embedded framework, and which of them are in the test part of the
training set. Who was in that part stays there when the recipe of keys changes, so that what is said of trained
models stays true; for a type that is new the key decides. The second holds what of each net is compared to find the
nearest. With --rcsr the third is written too, topology key -> name of every four-connected net of the RCSR; its nets
come with the package pormake (pip install zeogan_nb[nets]).
"""
import argparse
import json
from pathlib import Path

from zeogan_nb.files import atomic_path
from zeogan_nb.frameworks import iza
from zeogan_nb.nets import hashed_split, listed_nets, listed_silica, net_key, t_neighbors
from zeogan_nb.powder import net_averages

DATA = Path(__file__).parent.parent / 'zeogan_nb/data'


def write(content: dict, name: str, indent: int | None = 0) -> None:
    "Write one file, atomically."
    with atomic_path(DATA / name) as path: path.write_text(json.dumps(content, indent=indent) + '\n')


def iza_index() -> dict[str, str]:
    "Keys of the embedded frameworks; no two may share one."
    index: dict[str, str] = {}
    for structure in iza():
        key, code = net_key(*t_neighbors(structure)), structure.properties['name']
        if key in index: raise SystemExit(f'{code} and {index[key]} share the key {key}')
        index[key] = code
    return index


def test_part(index: dict[str, str]) -> list[str]:
    "Codes of the embedded frameworks in the test part."
    before = json.loads((DATA / 'iza_topology.json').read_text())
    old = set(before['nets'].values())
    stays = {code: code in before['test'] for code in old}
    return [code for key, code in index.items() if stays.get(code, hashed_split(key) == 'test')]


def rcsr_index() -> dict[str, str]:
    "Keys of the nets of the RCSR; of several names of one net the shortest counts."
    index: dict[str, str] = {}
    for name, net in sorted(listed_nets()[0].items(), key=lambda item: (len(item[0]), item[0])):
        if set(net.degrees) != {4}: continue
        try: silica = listed_silica(net)
        except ValueError as error: print(f'left out: {error}')
        else: index.setdefault(net_key(silica.neighbors, silica.images), name)
    return index


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--rcsr', action='store_true', help='write the nets of the RCSR as well')
    arguments = parser.parse_args()
    nets = iza_index()
    write(dict(nets=nets, test=test_part(nets)), 'iza_topology.json')
    write({code: net_averages(iza(code)) for code in sorted(nets.values())}, 'iza_nearest.json', None)
    print(f'{len(nets)} embedded frameworks')
    if arguments.rcsr:
        write(names := rcsr_index(), 'rcsr_topology.json')
        print(f'{len(names)} nets of the RCSR')
