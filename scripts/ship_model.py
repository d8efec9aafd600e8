"""Put a trained model into the package: averaged weights in half precision, settings and history.

    python scripts/ship_model.py CHECKPOINT NAME [GUESSES]

CHECKPOINT is an output folder of zeogan_train_flow or zeogan_train, or one checkpoint. Writes zeogan_nb/data/NAME.
GUESSES is how many a flow makes for a shape.
A GAN keeps its critic, and starts from its averaged generator with a fresh optimizer when it is trained further.
"""
import shutil
import sys
from pathlib import Path

from safetensors.torch import load_file, save_file

from zeogan_nb.checkpoints import OWN_FILES, check_checkpoint, find_checkpoint, read_content, write_state

ROOT = Path(__file__).resolve().parent.parent


def main(checkpoint: str, name: str, guesses: str = '') -> None:
    source, target = find_checkpoint(checkpoint, resumable=False), ROOT / 'zeogan_nb/data' / name
    if source.resolve() == target.resolve(): raise SystemExit(f'{source}: is shipped already')
    check_checkpoint(source)   # whose damage would be signed below
    target.mkdir(parents=True, exist_ok=True)
    for file in OWN_FILES: (target / file).unlink(missing_ok=True)
    tensors = load_file(source / 'model.safetensors')
    weights = {
        key: value if key.endswith('.cells') else value.half() if value.is_floating_point() else value
        for key, value in tensors.items()
        if key.startswith(('average.', 'critic.'))
    }
    if any(key.startswith('critic.') for key in weights):
        weights |= {
            key.replace('average.', 'generator.', 1): value.clone()
            for key, value in weights.items()
            if key.startswith('average.')
        }
        save_file({}, target / 'optimizer.safetensors')
    save_file(weights, target / 'model.safetensors')
    for name in ('history.csv', 'quality.csv'):
        if (source / name).exists() and len((source / name).read_text().splitlines()) > 1:
            shutil.copy(source / name, target / name)
    if (source / 'nets.txt').exists(): shutil.copy(source / 'nets.txt', target / 'nets.txt')
    state = read_content(source)[0] | dict(recent=[])
    if guesses: state['flow_config']['steps'] = int(guesses)
    write_state(state, target)
    for path in target.iterdir(): path.chmod(0o644)
    print(f'{target}: {sum(path.stat().st_size for path in target.iterdir()) / 1e6:.1f} MB')


if __name__ == '__main__': main(*sys.argv[1:])
