"""Put a trained flow model into the package: averaged weights in half precision, settings and history.

    python scripts/ship_model.py CHECKPOINT NAME

CHECKPOINT is an output folder of zeogan_train_flow, or one checkpoint. Writes zeogan_nb/data/NAME.
"""
import json
import shutil
import sys
from pathlib import Path

from safetensors.torch import load_file, save_file

from zeogan_nb.batch import write_json
from zeogan_nb.train import find_checkpoint

ROOT = Path(__file__).resolve().parent.parent


def main(checkpoint: str, name: str) -> None:
    source, target = find_checkpoint(checkpoint), ROOT / 'zeogan_nb/data' / name
    target.mkdir(parents=True, exist_ok=True)
    weights = {key: value if key.endswith('.cells') else value.half() for key, value in load_file(source / 'model.safetensors').items() if key.startswith('average.')}
    save_file(weights, target / 'model.safetensors')
    write_json(json.loads((source / 'state.json').read_text()) | dict(recent=[]), target / 'state.json')
    shutil.copy(source / 'history.csv', target / 'history.csv')
    print(f'{target}: {sum(path.stat().st_size for path in target.iterdir()) / 1e6:.1f} MB')


if __name__ == '__main__': main(*sys.argv[1:])
