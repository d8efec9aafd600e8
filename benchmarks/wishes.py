"""What becomes of a wish, and what a network is worth for it.

    python benchmarks/wishes.py FOLDER [--minutes 10] [--workers 1] [--checkpoint flow-mmm] [--gan gan-mmm]
        [--known INDEX ...] [--wishes TITLE ...] [--lines LINE ...]

Six windows, most of them rare, one of two properties at once. Five lines for each: the search for hypothetical
frameworks alone, the GAN, the flow as it draws, the flow that is asked for the window, and a campaign of the latter in
rounds (`zeogan_design --rounds`). A line makes frameworks for so many minutes of processor time; then, for each window,
the same check of the same wish precedes the same relaxation, frameworks of known nets are not relaxed, and everything
is paid for: making all the frameworks, checking them, relaxing those inside. What is made without a window is made once
and serves all windows. What is finished in FOLDER is not done again, and more minutes continue where fewer have ended.

Writes wishes.json: stable, unique and new (S.U.N.) crystals inside for an hour of processor time with the 95 %
interval of a Poisson count, and the share of stable crystals that lie inside with its interval.
"""
import argparse
import json
from dataclasses import replace
from functools import partial
from pathlib import Path

from scipy.special import betaincinv
from scipy.stats import chi2

from zeogan_nb.baselines import prepare_search, searched
from zeogan_nb.candidates import Candidate, Road, finish_crystal, run_candidates
from zeogan_nb.database import CandidateDatabase, read_crystal, read_rows
from zeogan_nb.design import Campaign, design_zeolites, make_candidates
from zeogan_nb.embedded import record_structure
from zeogan_nb.files import write_json
from zeogan_nb.hypothetical import Request, search
from zeogan_nb.metrics import judge
from zeogan_nb.records import Status
from zeogan_nb.targets import Target, target_windows

WISHES = {
    'heat of adsorption 18-22 kJ/mol': dict(heat_of_adsorption=(18., 22.)),
    'heat of adsorption 24-26 kJ/mol': dict(heat_of_adsorption=(24., 26.)),
    'heat of adsorption 10-13 kJ/mol': dict(heat_of_adsorption=(10., 13.)),
    'void fraction 0.18-0.30': dict(void_fraction=(0.18, 0.30)),
    'Henry coefficient 40-60': dict(henry=(40., 60.)),
    'void fraction above 0.12, heat of adsorption above 20 kJ/mol': dict(
        void_fraction=(0.12, 1.), heat_of_adsorption=(20., 30.)
    )
}
ASKED = ('flow asked', 'flow asked, in rounds')   # lines that draw for the wish
BLOCK = 10   # shapes, or minutes of the search, between looks at the clock


def spent(rows: list[dict]) -> float:
    "Processor seconds of candidates."
    return sum(row['cpu_seconds'] for row in rows)


def rows_of(path: Path) -> list[dict]:
    "Candidates that are there."
    return read_rows(path) if path.exists() else []


def make(item: int, campaign: Campaign) -> dict:
    "Frameworks of one shape; each in the place of a crystal, so that the database keeps it."
    candidates = make_candidates(('generated', item), campaign)
    for one in candidates: one.shape, one.crystal = None, one.framework
    return dict(candidates=candidates)


def draw(folder: Path, campaign: Campaign, minutes: float, workers: int) -> list[dict]:
    "Draw shapes and make frameworks of them until so much processor time is spent."
    folder.mkdir(parents=True, exist_ok=True)
    database, done = CandidateDatabase(folder / 'candidates.db', {}), 0
    while spent(rows := rows_of(database.path)) < 60 * minutes:
        done = len({row['shape'] for row in rows})
        items = [(f'sample_{index:06d}', index) for index in range(done, done + BLOCK)]
        run_candidates(partial(make, campaign=campaign), items, database, folder, workers)
    return rows


def look(folder: Path, minutes: float, workers: int, seed: int) -> list[dict]:
    "Search for frameworks until so much processor time is spent."
    folder.mkdir(parents=True, exist_ok=True)
    prepare_search(folder / 'search')
    search(folder / 'search', Request(symmetry='mmm', n_unique=(1, 8)), seed, minutes, workers=workers)
    records, seconds = searched(folder / 'search')
    database = CandidateDatabase(folder / 'candidates.db', {})
    done = {row['name'] for row in rows_of(database.path)}
    database.add(
        (candidate.row(), candidate.crystal)
        for record in records
        if (candidate := Candidate(
            f'H{record["key"]}', 'generated', Status.REPAIRED, crystal=record_structure(record)
        )).name not in done
    )
    return [row | dict(cpu_seconds=seconds / len(records)) for row in rows_of(database.path)]


def finish(item: tuple, road: Road) -> dict:
    "Ask a framework for what is wished, and relax it if it has it."
    row, path = item
    candidate = Candidate(row['name'], 'generated', Status.REPAIRED, framework=read_crystal(path, row['name']))
    return dict(candidates=[finish_crystal(candidate, road)])


def in_rounds(folder: Path, campaign: Campaign, workers: int) -> dict:
    "What comes of a wish if the flow is asked in rounds: as `wish` tells it, of a whole campaign."
    if not (folder / 'report.html').exists(): design_zeolites(folder, campaign, workers, quiet=True)
    rows = rows_of(folder / 'candidates.db')
    made = [row for row in rows if Status(row['status']) >= Status.REPAIRED or row['status'] == Status.NOT_ASKED_FOR]
    return counted(rows, campaign.road.targets) | dict(
        shapes=campaign.n, rounds=campaign.rounds, frameworks=len(made),
        children=sum(row.get('repair') == 'child' for row in rows)
    )


def interval(count: int, seconds: float) -> list[float]:
    "95 % interval of a Poisson count for an hour."
    low, high = (chi2.ppf(0.025, 2 * count) / 2 if count else 0.), chi2.ppf(0.975, 2 * count + 2) / 2
    return [round(float(bound) * 3600 / seconds, 1) for bound in (low, high)]


def share(inside: int, total: int) -> dict:
    "A share with its 95 % interval."
    low, high = betaincinv(inside + 0.5, total - inside + 0.5, (0.025, 0.975))
    return dict(count=inside, of=total, interval=[round(float(low), 3), round(float(high), 3)])


def wish(folder: Path, made: list[dict], source: Path, road: Road, workers: int) -> dict:
    "What comes of a wish: counts, and S.U.N. crystals inside for a CPU hour."
    folder.mkdir(parents=True, exist_ok=True)
    database = CandidateDatabase(folder / 'candidates.db', {})
    items = [(row['name'], (row, source / 'candidates.db')) for row in made if row['status'] == Status.REPAIRED]
    run_candidates(partial(finish, road=road), items, database, folder, workers)
    rows = rows_of(database.path)
    return counted([*made, *rows], road.targets) | dict(
        making_cpu_hours=round(spent(made) / 3600, 3), shapes=len({row.get('shape', row['name']) for row in made}),
        frameworks=len(items)
    )


def counted(rows: list[dict], targets: tuple[Target, ...]) -> dict:
    "Counts of candidates, all of which are paid for."
    verdicts, seconds = judge(rows, targets), spent(rows)
    total = {name: sum(row[name] for row in verdicts) for name in ('stable', 'sun', 'in_window', 'sun_in_window')}
    return dict(
        cpu_hours=round(seconds / 3600, 3), relaxed=sum(row['status'] == Status.RELAXED for row in rows),
        stable=total['stable'], stable_inside=share(total['in_window'], total['stable']),
        sun_inside=total['sun_in_window'],
        sun_inside_per_cpu_hour=round(3600 * total['sun_in_window'] / seconds, 1),
        interval=interval(total['sun_in_window'], seconds)
    )


def command_line() -> argparse.Namespace:
    "What is asked for."
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('--minutes', type=float, default=10., help='of processor time to make the frameworks of a line')
    parser.add_argument('--checkpoint', default='flow-mmm', help='a flow')
    parser.add_argument('--gan', default='gan-mmm', help='a GAN')
    parser.add_argument('--known', nargs='*', default=[], help='indexes of frameworks that are not new either')
    parser.add_argument('--margin', type=float, default=Road().margin, help='see zeogan_design')
    parser.add_argument('--seed', type=int, default=11)
    parser.add_argument('--workers', type=int, default=1)
    parser.add_argument('--wishes', nargs='+', default=list(WISHES), help='the others stay as they were measured')
    parser.add_argument('--shapes', type=int, default=60, help='of the line in rounds')
    parser.add_argument('--rounds', type=int, default=6)
    parser.add_argument('--lines', nargs='+', default=['search', 'GAN', 'flow as it is', *ASKED])
    return parser.parse_args()


def main() -> None:
    options = command_line()
    target = Path(__file__).with_suffix('.json')
    plain = dict(n=1, control=0, seed=options.seed)
    earlier = json.loads(target.read_text())['wishes'] if target.exists() else {}
    result: dict = dict(checkpoint=Path(options.checkpoint).name, wishes=earlier)
    for title in options.wishes:
        targets = target_windows(**WISHES[title])
        road = Road(
            targets=targets, margin=options.margin, only_new=True,
            known=tuple(str(Path(path).resolve()) for path in options.known)
        )
        result['wishes'].setdefault(title, {})
        for line in options.lines:
            name, place = line.replace(' ', '_'), '_'.join(title.replace('/', ' ').replace(',', '').split())
            source = options.folder / (f'{name}_{place}' if line in ASKED else name)
            campaign = campaign_of(line, options, targets, plain)
            if line == 'flow asked, in rounds':
                several = replace(campaign, n=options.shapes, rounds=options.rounds, road=road)
                numbers = in_rounds(source, several, options.workers)
            else:
                made = (
                    look(source, options.minutes, options.workers, options.seed)
                    if line == 'search'
                    else draw(source, campaign, options.minutes, options.workers)
                )
                numbers = wish(options.folder / 'wishes' / place / name, made, source, road, options.workers)
                numbers['minutes'] = options.minutes
            result['wishes'][title][line] = numbers
            print(title, line, numbers, sep=': ', flush=True)
            write_json(result, target)


def campaign_of(line: str, options: argparse.Namespace, targets: tuple[Target, ...], plain: dict) -> Campaign:
    "The campaign whose shapes a line draws."
    if line == 'GAN': return Campaign(options.gan, method='check', **plain)
    if line == 'flow as it is': return Campaign(options.checkpoint, method='check', **plain)
    return Campaign(options.checkpoint, method='ask', road=replace(Road(), targets=targets), **plain)


if __name__ == '__main__': main()
