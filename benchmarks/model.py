"""What the shipped model is worth: its shapes, those of no model at all, and the search alone, on the same road.

    python benchmarks/model.py FOLDER [--n 200] [--baselines 100] [--search 10] [--campaign 0] [--workers 2]
        [--checkpoint NAME ...] [--known INDEX ...]

Each checkpoint and the baselines `training`, `noise` and `field` give shapes, which zeogan_evaluate makes frameworks of
(combined), relaxes and matches. The first checkpoint's shapes go the other ways, too: annealing alone, the full repair,
the paper's Algorithm 1. Beside counts of frameworks stand shares of shapes with their 95 % intervals, how far atoms of
stable crystals moved when they were relaxed, and how many of these are minima. The baseline `search` gives frameworks;
its counts per CPU hour are of everything, the search included. What is finished in FOLDER is not done again;
benchmarks/model.json gets counts, and counts per CPU hour of the road from repair to match, without the drawing. With
--campaign, zeogan_design draws as many shapes again from the first checkpoint, with another seed, and as many that are
asked for a heat of adsorption of 18 to 22 kJ/mol; the counts per CPU hour are then of everything, the drawing included.
"""
import argparse
import json
import subprocess
from pathlib import Path

import numpy as np
from wishes import share

from zeogan_nb.database import read_rows
from zeogan_nb.files import write_json
from zeogan_nb.metrics import judge, metrics
from zeogan_nb.shape_frameworks import METHODS
from zeogan_nb.targets import target_windows

WINDOW = ('18', '22')


def run(command: str, out: Path, *words: str) -> None:
    "Run a command of the package unless its output is finished."
    record = out / 'run.json'
    if record.exists() and json.loads(record.read_text())['finished']: return
    subprocess.run([command, *words, '--out', str(out)])   # status 1 if something was skipped
    if not json.loads(record.read_text())['finished']: raise SystemExit(f'{command} did not finish {out}')


def measured(folder: Path) -> dict:
    "Metrics of an evaluation or a campaign, finished or not; and which shares of its shapes end in a crystal."
    rows = read_rows(folder / 'candidates.db')
    targets = target_windows(heat_of_adsorption=list(map(float, WINDOW)))
    judged = judge(rows, targets)
    lines = metrics(judged, sum(row['cpu_seconds'] for row in rows))
    shapes = {
        name: share(len({row['shape'] for row in judged if row[name]}), len({row['shape'] for row in judged}))
        for name in ('sound', 'relaxed', 'stable', 'sun')
    }
    names = {row['name'] for row in judged if row['stable']}
    stable = [row for row in rows if row['name'] in names]
    moved = [float(row['displacement']) for row in stable if row.get('displacement')]
    relaxation = dict(
        minima=share(sum(str(row['minimum']) == '1' for row in stable), len(stable)),
        displacement=dict(zip(('median', 'ninth_tenth'), np.quantile(moved, (0.5, 0.9)).round(3).tolist()))
    )
    return dict(shapes=shapes, cpu_seconds=round(sum(row['cpu_seconds'] for row in rows)), relaxation=relaxation) | {
        line['metric']: dict(count=line['count'], of=line['of'], per_cpu_hour=round(line['per_cpu_hour'], 1))
        for line in lines
    }


def command_line() -> argparse.Namespace:
    "What is asked for."
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('--n', type=int, default=200, help='shapes of each checkpoint')
    parser.add_argument('--baselines', type=int, default=100, help='shapes of each baseline')
    parser.add_argument('--search', type=float, default=10., help='minutes of processor time of the search alone')
    parser.add_argument('--campaign', type=int, default=0, help='shapes of a campaign with the first checkpoint')
    parser.add_argument(
        '--known', nargs='*', default=[], help='indexes of frameworks that are not new, beside the embedded ones'
    )
    parser.add_argument('--workers', default='2')
    parser.add_argument('--checkpoint', nargs='+', default=['flow-mmm'])
    return parser.parse_args()


def main() -> None:
    options = command_line()
    options.folder.mkdir(parents=True, exist_ok=True)
    known = ['--known', *options.known] if options.known else []
    makers = {Path(checkpoint).name: ('zeogan_sample', checkpoint) for checkpoint in options.checkpoint}
    makers |= {kind: ('zeogan_baseline', kind) for kind in ('training', 'noise', 'field')}
    target = Path(__file__).with_suffix('.json')
    result: dict = {}
    for name, (command, *words) in makers.items():
        shapes = options.folder / name.replace(' ', '_')
        run(
            command, shapes, *words, '--n', str(options.baselines if command == 'zeogan_baseline' else options.n),
            '--seed', '1'
        )
        for repair in METHODS if name == next(iter(makers)) else ('combined',):
            out, title = options.folder / f'{shapes.name}_{repair}', f'{name}, {repair}'
            run(
                'zeogan_evaluate', out, str(shapes), '--repair', repair, '--heat-of-adsorption', *WINDOW, '--seed', '1',
                '--workers', options.workers, '--quiet', *known
            )
            result[title] = measured(out)
            write_json(result, target)
            print(title, result[title]['shapes'], flush=True)
    if options.search:
        out = options.folder / 'search'
        run('zeogan_baseline', out, 'search', '--minutes', str(options.search), '--seed', '1', *known)
        result['search'] = measured(out)
        write_json(result, target)
    for title, seed, asked in (
        (('a campaign', 2, []), ('asked, a campaign', 3, ['--method', 'ask', '--heat-of-adsorption', *WINDOW]))
        if options.campaign
        else ()
    ):
        out = options.folder / f'campaign_{seed}'
        run(
            'zeogan_design', out, '--checkpoint', options.checkpoint[0], '--n', str(options.campaign), '--control', '0',
            '--seed', str(seed), '--workers', options.workers, '--quiet', '--only-new',
            *(asked or ['--method', 'check']), *known
        )
        result[f'{next(iter(makers))}, {title}'] = measured(out)
        write_json(result, target)


if __name__ == '__main__': main()
