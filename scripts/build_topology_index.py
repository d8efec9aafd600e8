"""Write zeogan_nb/data/iza_topology.json: topology key -> code of every embedded framework.

    python scripts/build_topology_index.py
"""
import json
from pathlib import Path

from zeogan_nb.frameworks import iza
from zeogan_nb.grids import atomic_path
from zeogan_nb.match import topology_key

index: dict[str, str] = {}
for structure in iza():
    key, code = topology_key(structure), structure.properties['name']
    if key in index: raise SystemExit(f'{code} and {index[key]} share the key {key}')
    index[key] = code
with atomic_path(Path(__file__).parent.parent / 'zeogan_nb/data/iza_topology.json') as path: path.write_text(json.dumps(index, indent=0) + '\n')
print(f'{len(index)} frameworks')
