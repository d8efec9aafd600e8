"""Mutate CIFs, grids and checkpoints, and hold their readers to what the page of promises says: a crystal, a shape or a
generator, or one sentence that names the file, within bounds of time and memory, and nothing is run.

    python scripts/fuzz.py [--minutes 1] [--seed 0]

What breaks a promise is made as small as hypothesis can, and left in the folder `fuzz` with its seed.
"""
import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from zeogan_nb.cells import CellGenerator
from zeogan_nb.checkpoints import check_checkpoint, weights_of, write_checkpoint
from zeogan_nb.flow import FlowConfig, FlowGenerator
from zeogan_nb.frameworks import check_silica, iza, parse_cif, write_cif
from zeogan_nb.grids import properties, read_shape, structure_to_shape, write_shape
from zeogan_nb.models import Generator, ModelConfig
from zeogan_nb.sampling import load_generator
from zeogan_nb.work import Limits, _limited, _TooLong

LIMITS = Limits(seconds=20, memory=1)   # GB
EXAMPLES = 100                          # between looks at the clock
RUNS_CODE = {   # what Python says before it runs or loads something that is not the package's
    'os.system', 'os.exec', 'os.fork', 'os.posix_spawn', 'subprocess.Popen', 'pickle.find_class', 'ctypes.dlopen',
    'socket.connect'
}
WORDS = [
    '0', '-1', '-5.0', '1e9', '1e308', '1e-9', 'nan', '-inf', '?', '.', "'", '"', ';', '\n;\n', '#', '1_000', '90(3)',
    'loop_', 'data_x', 'data_', 'save_', '_cell_length_a', "'x,y,z'", "'-x,1/0,z'", "'P 1'", "'F d -3 m'", '227', 'O2-',
    'Xx', '=cmd()', '\x1b[2J', '\x00', 'é', '\ufeff', '[', ']', '{', '}', ':', ',', 'null', 'true', '[]', '{}', '"x"',
    '9999999999999999999', 'F64', 'U8', 'C64', '[0,0]', '../../x', '__import__("os")'
]
watched: list[str] = []   # what was run during an example


def hear(event: str, arguments: tuple) -> None:
    "Note what Python is about to run."
    if event in RUNS_CODE and LISTENING[0]: watched.append(f'{event} {str(arguments)[:100]}')


LISTENING = [False]
edits = st.lists(
    st.tuples(
        st.sampled_from(['flip', 'cut', 'drop', 'double', 'word', 'swap', 'bytes']), st.floats(0, 1, exclude_max=True),
        st.integers(0, 2**16), st.sampled_from(WORDS), st.binary(max_size=8)
    ), min_size=1, max_size=4
)


def mutated(content: bytes, changes: list[tuple]) -> bytes:
    "Content of a file after some edits; a word ends where letters, digits and the like do."
    for kind, place, number, word, junk in changes:
        at = int(place * len(content))
        end = at + 1
        while end < len(content) and content[end:end + 1] not in b' \n\t"\':,[]{}' and end < at + 40: end += 1
        match kind:
            case 'flip': content = content[:at] + bytes([(content[at] if content else 0) ^ 1 << number % 8]) + \
                content[at + 1:]
            case 'cut': content = content[:at]
            case 'drop': content = content[:at] + content[at + number % 200:]
            case 'double': content = content[:at] + content[at:at + number % 200] * 2 + content[at + number % 200:]
            case 'word': content = content[:at] + word.encode() + content[end:]
            case 'swap': content = content[at:end] + content[:at] + content[end:]
            case 'bytes': content = content[:at] + junk + content[at + len(junk):]
    return content


def a_structure(path: Path) -> None:
    "Read a CIF; what comes is a crystal whose numbers are sound, and then a framework or not."
    structure = parse_cif(path)
    if not (np.isfinite(structure.cart_coords).all() and 1 < structure.volume < 1.3e8 and len(structure) <= 20_000):
        raise AssertionError(f'{structure} is no crystal')
    try: check_silica(structure, str(path))
    except ValueError: pass


def a_shape(path: Path) -> None:
    "Read a shape; what comes has sound numbers."
    shape = read_shape(path.parent / path.stem)
    values = properties(shape.energy)   # whose heat of adsorption is undefined where methane finds no room
    if not (np.isfinite(shape.grids).all() and np.isfinite([values['henry'], values['void_fraction']]).all()):
        raise AssertionError(f'{shape.name} is no shape')


def a_generator(path: Path) -> None:
    "Read a checkpoint as a command does."
    check_checkpoint(path.parent)
    load_generator(path.parent)


def samples(place: Path) -> dict[str, tuple[Callable[[Path], None], list[Path]]]:
    "Good files of each kind, and what reads them."
    for code in ('SOD', 'ABW', 'CHA'): write_cif(iza(code), place / f'{code}.cif')
    cifs = [*place.glob('*.cif'), *sorted(Path('tests_data/frameworks').rglob('*.cif'))]
    stem = write_shape(structure_to_shape(iza('ABW'), 8), place)
    state = dict(train_config=dict(betas=[0.5, 0.9]), step=3, seconds=1.)
    gan = Generator(ModelConfig(grid=8, latent=4, width=4, hidden=4))
    flow = FlowGenerator(FlowConfig(grid=8, width=32, blocks=1), 2)
    other = CellGenerator(FlowConfig(grid=8, width=32, blocks=1, symmetry='any'), 2)
    checkpoints = []
    kinds = (('gan', 'model_config', gan), ('mmm', 'flow_config', flow), ('any', 'flow_config', other))
    for title, name, network in kinds:
        folder = write_checkpoint(
            place / title, dict(model=weights_of(average=network)), {}, state | {name: vars(network.config)}
        )
        content = json.loads((folder / 'state.json').read_text())
        del content['sha256']   # which would notice every change
        (folder / 'state.json').write_text(json.dumps(content))
        checkpoints += [folder / 'state.json', folder / 'model.safetensors', folder / 'nets.txt']
    return dict(
        cif=(a_structure, cifs), grid=(a_shape, [Path(f'{stem}{suffix}') for suffix in ('.grid', '.griddata', '.O')]),
        checkpoint=(a_generator, checkpoints),
    )


def attempt(read: Callable[[Path], None], path: Path) -> str:
    "Read a file within limits: read, or refused; raises `AssertionError` for a broken promise."
    watched.clear()
    LISTENING[0] = True
    try:
        with _limited(LIMITS): read(path)
        said = 'read'
    except ValueError as error:
        said, text = 'refused', str(error)
        if '\n' in text or str(path.parent) not in text or len(text) > 2000:
            raise AssertionError(f'not one sentence that names the file: {text!r}') from error
    except _TooLong: raise AssertionError(f'longer than {LIMITS.seconds} s') from None
    finally: LISTENING[0] = False
    if watched: raise AssertionError(f'was run: {watched}')
    return said


def hunt(name: str, read: Callable[[Path], None], files: list[Path], number: int, counts: Counter) -> None:
    "Some hundred mutations of files of one kind."
    @seed(number)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False
    )
    @given(st.sampled_from(files), edits)
    def holds(file: Path, changes: Any) -> None:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / 'x'
            if name == 'cif': folder.mkdir()
            else: shutil.copytree(file.parent, folder, ignore=shutil.ignore_patterns('*_config', '*.cif'))
            path = folder / file.name
            path.write_bytes(mutated(file.read_bytes(), changes))
            try: counts[f'{name} {attempt(read, path)}'] += 1
            except BaseException:
                shutil.copytree(folder, Path('fuzz') / f'{name}-{number}', dirs_exist_ok=True)
                raise
    holds()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--minutes', type=float, default=1)
    parser.add_argument('--seed', type=int, default=0, help='of the first hundred mutations; later ones count on')
    arguments = parser.parse_args()
    warnings.simplefilter('ignore')
    sys.addaudithook(hear)
    counts: Counter = Counter()
    with tempfile.TemporaryDirectory() as place:
        kinds = samples(Path(place))
        for read, files in kinds.values():
            for file in files: attempt(read, file)   # also compiles and imports what they need
        end, number = time.monotonic() + 60 * arguments.minutes, arguments.seed
        while time.monotonic() < end:
            for name, (read, files) in kinds.items(): hunt(name, read, files, number, counts)
            number += 1
    print(f'{sum(counts.values())} mutated files held: {dict(sorted(counts.items()))}; next seed {number}')


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
