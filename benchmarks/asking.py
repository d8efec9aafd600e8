"""Whether a flow listens: what its shapes have, and what the crystals have that come of them.

    python benchmarks/asking.py FOLDER [--checkpoint flow-mmm] [--n 200] [--crystals 60] [--wishes TITLE ...]

For each window of benchmarks/wishes.py, and for shapes as the flow draws them: how many of n shapes lie inside by their
own energy grid, what share of the training cells does, and processor seconds for a shape. The first shapes then go
down the road with no window in their way (`zeogan_evaluate`, all that is sound is relaxed): how many of the stable
crystals lie inside, and how many of the stable ones are distinct. What is finished in FOLDER is not done again.
"""
import argparse
import json
import time
from pathlib import Path

import torch
from model import run
from wishes import WISHES, share

from zeogan_nb.database import read_rows
from zeogan_nb.files import write_json
from zeogan_nb.flow import CELL_LABELS, labels_of
from zeogan_nb.grids import normalize_grids, write_shape
from zeogan_nb.metrics import judge
from zeogan_nb.sampling import ask, load_generator, sample

Windows = dict[str, tuple[float, float]]


def is_inside(values: dict, windows: Windows) -> bool:
    "Whether numbers of a table lie in all windows."
    given = [(values.get(name), window) for name, window in windows.items()]
    return all(value not in (None, '') and low <= float(value) <= high for value, (low, high) in given)


def draw(checkpoint: str, windows: Windows, n: int, folder: Path) -> dict:
    "Draw shapes and write the first ones to a folder."
    record = folder.with_suffix('.json')
    if record.exists(): return json.loads(record.read_text())
    generator = ask(load_generator(checkpoint), **windows)
    folder.mkdir(parents=True, exist_ok=True)
    next(sample(generator, 1, seed=2))   # what is compiled and cached once
    start = time.process_time()
    shapes = list(sample(generator, n, seed=1))
    seconds = time.process_time() - start
    labels = [dict(zip(CELL_LABELS, labels_of(normalize_grids(shape.grids)).tolist())) for shape in shapes]
    cells = [dict(zip(CELL_LABELS, row)) for row in generator.cells[:, 3:3 + len(CELL_LABELS)].tolist()]
    for shape in shapes: write_shape(shape, folder)
    inside = {title: sum(is_inside(row, asked) for row in labels) for title, asked in WISHES.items()}
    result = dict(
        cpu_seconds=round(seconds / n, 3), inside={title: share(count, n) for title, count in inside.items()},
        training={title: sum(is_inside(row, asked) for row in cells) / len(cells) for title, asked in WISHES.items()}
    )
    write_json(result, record)
    return result


def crystals(folder: Path) -> dict:
    "What the crystals have that came of shapes."
    rows = read_rows(folder / 'candidates.db')
    stable = {row['name'] for row in judge(rows, []) if row['stable']}
    kept = [row for row in rows if row['name'] in stable]
    return dict(
        stable=len(kept), distinct=len({row['key'] for row in kept}),
        inside={title: share(sum(is_inside(row, asked) for row in kept), len(kept)) for title, asked in WISHES.items()}
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('--checkpoint', default='flow-mmm')
    parser.add_argument('--n', type=int, default=200, help='shapes of each line')
    parser.add_argument('--crystals', type=int, default=60, help='shapes of each line that go down the road')
    parser.add_argument('--wishes', nargs='*', default=list(WISHES), help='titles of windows')
    parser.add_argument('--workers', default='1')
    options = parser.parse_args()
    torch.set_num_threads(1)
    target = Path(__file__).with_suffix('.json')
    result: dict = {}
    for number, title in enumerate(('nothing', *options.wishes)):
        windows = WISHES.get(title, {})
        shapes = options.folder / f'shapes_{number}'
        result[title] = draw(options.checkpoint, windows, options.n, shapes)
        if options.crystals:
            first = options.folder / f'first_{number}'
            first.mkdir(exist_ok=True)
            for path in shapes.glob('sample_*'):
                if int(path.stem.split('_')[1]) < options.crystals and not (first / path.name).exists():
                    (first / path.name).symlink_to(path.resolve())
            out = options.folder / f'evaluated_{number}'
            run('zeogan_evaluate', out, str(first), '--repair', 'anneal', '--workers', options.workers, '--quiet')
            result[title]['crystals'] = crystals(out)
        write_json(result, target)
        print(title, json.dumps(result[title]), flush=True)


if __name__ == '__main__': main()
