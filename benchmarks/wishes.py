"""What becomes of a wish: the share of shapes, and of stable crystals, whose property lies in a window, before and after a flow is fine-tuned for it.

    python benchmarks/wishes.py FOLDER [--n 400] [--seed 4] [--workers 2] [--checkpoint flow-mmm]

FOLDER is that of benchmarks/model.py with --campaign, whose campaigns are what is drawn before, and what a flow that is asked gives. zeogan_fine_tune makes a flow for each wish, zeogan_design leads its shapes to crystals; what is finished is not done again. Writes wishes.json.
"""
import argparse
from pathlib import Path

from model import run
from scipy.stats import spearmanr

from zeogan_nb.batch import write_json
from zeogan_nb.database import read_rows
from zeogan_nb.metrics import judge

WISHES = {   # property, its window, steps of the fine-tuning
    'heat of adsorption of 18 to 22 kJ/mol': ('heat_of_adsorption', (18., 22.), 1500),
    'void fraction of 0.12 to 0.4': ('void_fraction', (0.12, 0.4), 800),
}


def counts(folder: Path, name: str, window: tuple[float, float]) -> dict:
    "Shapes, stable crystals, and those that are of distinct new nets, of a campaign, finished or not, in the window and in all; and how the property of a stable crystal goes with that of its shape."
    def inside(value: object) -> bool: return window[0] <= float(value) <= window[1]
    rows = read_rows(folder / 'candidates.db')
    crystals = [(row, verdict) for row, verdict in zip(rows, judge(rows)) if verdict['stable']]
    return dict(
        shapes=len(rows),
        shapes_inside=sum(inside(row[f'predicted_{name}']) for row in rows),
        stable=len(crystals),
        stable_inside=sum(inside(row[name]) for row, _ in crystals),
        sun=sum(verdict['sun'] for _, verdict in crystals),
        sun_inside=sum(verdict['sun'] and inside(row[name]) for row, verdict in crystals),
        rank_correlation=float(
            spearmanr([row[f'predicted_{name}'] for row, _ in crystals], [row[name] for row, _ in crystals]).statistic
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('--n', type=int, default=400, help='shapes of each fine-tuned flow')
    parser.add_argument('--seed', default='4', help='of their campaigns')
    parser.add_argument('--workers', default='2')
    parser.add_argument('--checkpoint', default='flow-mmm')
    options = parser.parse_args()
    result = {}
    for title, (name, window, steps) in WISHES.items():
        words, place = [str(value) for value in window], options.folder / f'wish_{name}'
        run(
            'zeogan_fine_tune', place / 'model', 'embedded', options.checkpoint, f'--{name.replace("_", "-")}', *words,
            '--steps', str(steps), '--threads', '1'
        )
        run(
            'zeogan_design', place / 'campaign', '--checkpoint', str(place / 'model'), '--n', str(options.n),
            '--control', '0', '--seed', options.seed, '--workers', options.workers, '--quiet'
        )
        campaigns = (
            {'as it is': options.folder / 'campaign_2'}
            | ({'asked': options.folder / 'campaign_3'} if name == 'heat_of_adsorption' else {})
            | {'fine-tuned': place / 'campaign'}
        )
        result[title] = {way: counts(folder, name, window) for way, folder in campaigns.items()}
        print(title, result[title], flush=True)
    write_json(result, Path(__file__).with_suffix('.json'))


if __name__ == '__main__': main()
