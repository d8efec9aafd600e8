"""What a campaign costs: processor time per candidate by how far it comes, scaling from one to two workers, the one
writer, the report, the look-up in an index, and a projection to a million shapes.

    python benchmarks/campaign.py [--checkpoint C] [--n 60] [--control 32] [--rounds 2]

Without a checkpoint a compact network is trained for a minute and a half, whose shapes are poor; the shares in the
projection are those of the checkpoint used, and its bounds hold for any. Workers are separate processes in both
cases, warmed up before; one and two take turns, and the ratio of their throughputs is that of the whole machine,
other load included (the load average stands beside it). The projection to 16 cores takes half the throughput ratio
as the efficiency of every core. Writes campaign.json.
"""
import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median

import numpy as np

from zeogan_nb.candidates import FOLDERS, Candidate, store
from zeogan_nb.database import CandidateDatabase
from zeogan_nb.design import LONGEST_EDGE, Campaign, candidate_shape, conclude, lead, orthogonal_frameworks, prepare
from zeogan_nb.files import atomic_path
from zeogan_nb.frameworks import iza
from zeogan_nb.match import look_up, match, write_index
from zeogan_nb.records import Status
from zeogan_nb.work import parallel_on, work_through

MILLION = 1_000_000


def timed(function: Callable, *arguments) -> tuple:
    "Result and processor seconds of this process."
    start = time.process_time()
    result = function(*arguments)
    return result, time.process_time() - start


def worked(items: list[tuple], campaign: Campaign, workers: int) -> tuple[list[Candidate], float]:
    "Candidates, and shapes per second, of so many warm worker processes."
    with ProcessPoolExecutor(workers, mp_context=get_context('spawn')) as pool, parallel_on(pool):
        # compiles, and loads the network
        list(
            work_through(
                partial(lead, campaign=campaign),
                [(f'warm_{i}', item) for i in range(2 * workers) for item in (('control', 'SOD'), ('generated', 0))]
            )
        )
        start = time.perf_counter()
        named = [(str(i), item) for i, item in enumerate(items)]
        made = work_through(partial(lead, campaign=campaign), named)
        candidates = [one for _, entry in made for one in entry['row']['candidates']]
        return candidates, len(items) / (time.perf_counter() - start)


def by_status(candidates: list[Candidate]) -> dict:
    "How many candidates end where, and what they cost."
    groups: dict[str, list[float]] = {}
    for one in candidates: groups.setdefault(str(one.status), []).append(one.cpu_seconds)
    return {
        status: dict(count=len(seconds), cpu_seconds_mean=mean(seconds), cpu_seconds_most=max(seconds))
        for status, seconds in groups.items()
    }


def writer(candidates: list[Candidate], folder: Path) -> dict:
    "Processor seconds of the writing process per candidate."
    folder.mkdir()
    for name in FOLDERS: (folder / name).mkdir()
    database, result = CandidateDatabase(folder / 'candidates.db', {}), {}
    for kind in ('relaxed', 'turned away'):
        chosen = [one for one in candidates if (one.status == Status.RELAXED) == (kind == 'relaxed')]
        entries = [
            replace(chosen[i % len(chosen)], shape_name=f'{kind.replace(" ", "_")}_{i}')
            for i in range(1000 if kind == 'turned away' else 50)
        ]
        result[kind.replace(' ', '_')] = timed(store, entries, database, folder)[1] / len(entries)
    return result


def report(candidates: list[Candidate], folder: Path, count: int = 20_000) -> dict:
    "Tables and report of a campaign of which nearly all shapes are turned away."
    folder.mkdir()
    database = CandidateDatabase(folder / 'candidates.db', {})
    plain = [one.row() for one in candidates if one.status != Status.RELAXED]
    for start in range(0, count, 5000):
        names = ((i, f'sample_{i:07d}') for i in range(start, start + 5000))
        database.add((plain[i % len(plain)] | dict(name=name, shape=name), None) for i, name in names)
    (folder.parent / 'small').mkdir()
    CandidateDatabase(folder.parent / 'small/candidates.db', {}).add([(plain[0], None)])
    conclude(folder.parent / 'small', [], [], 'Benchmark')   # what pictures need is not counted
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = timed(conclude, folder, [], [], 'Benchmark')[1]
    return dict(
        shapes=count, cpu_seconds=seconds,
        megabytes_of_memory=(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
        megabytes_on_disk=(folder / 'candidates.db').stat().st_size / 1e6,
        kilobytes_of_report=(folder / 'report.html').stat().st_size / 1e3
    )


def index(folder: Path, entries: int = 330_000, questions: int = 2000) -> dict:
    "Milliseconds to build an index, to ask it for the first time and again, and to name a crystal with it."
    rng = np.random.default_rng(0)
    keys = [f'2-{a:08x}{b:08x}' for a, b in rng.integers(0, 2**32, (entries, 2)).tolist()]
    path = folder / 'long.sqlite'
    built = timed(write_index, ((key, f'h{i}', '') for i, key in enumerate(keys)), path)[1]
    first = timed(look_up, keys[0], path)[1]
    asked = [timed(look_up, keys[i], path)[1] for i in rng.integers(0, entries, questions)] + [
        timed(look_up, f'2-{i:016x}', path)[1] for i in range(questions)
    ]
    match(iza('SOD'))
    named = [timed(match, iza(code), [path])[1] for code in ('SOD', 'CHA', 'LTA', 'FAU', 'MFI')]
    return dict(
        entries=entries, build_seconds=built, megabytes=path.stat().st_size / 1e6, first_look_up_ms=1e3 * first,
        look_up_ms_median=1e3 * median(asked), look_up_ms_most=1e3 * max(asked),
        match_ms=dict(zip(('SOD', 'CHA', 'LTA', 'FAU', 'MFI'), (1e3 * t for t in named)))
    )


def projection(generated: dict, control: dict, writing: dict, concluding: dict, efficiency: float) -> dict:
    "A million shapes: processor hours with the shares of this checkpoint, if all were turned away, or all frameworks."
    total = sum(group['count'] for group in generated.values())
    worst, cheapest = (
        control['relaxed']['cpu_seconds_mean'], min(group['cpu_seconds_mean'] for group in generated.values())
    )
    spent = sum(group['count'] * group['cpu_seconds_mean'] for group in generated.values()) / total
    relaxed = generated.get('relaxed', {}).get('count', 0) / total
    written = relaxed * writing['relaxed'] + (1 - relaxed) * writing['turned_away']
    hours = {
        name: MILLION * seconds / 3600
        for name, seconds in (
            ('cpu_hours', spent), ('cpu_hours_if_all_are_turned_away', cheapest),
            ('cpu_hours_if_all_are_frameworks', worst)
        )
    }
    return hours | dict(
        days_on_16_cores=hours['cpu_hours'] / 16 / 24 / efficiency, writer_hours=MILLION * written / 3600,
        workers_one_writer_can_serve=spent / written,
        report_hours=MILLION / concluding['shapes'] * concluding['cpu_seconds'] / 3600,
        report_gigabytes_of_memory=MILLION / concluding['shapes'] * concluding['megabytes_of_memory'] / 1024
    )


def scaling(runs: dict[int, list]) -> dict:
    "What two workers do in the time and the CPU seconds of one: rows and candidates a second of each run."
    speed = {workers: [throughput for _, throughput in turns] for workers, turns in runs.items()}
    spent = {
        workers: mean(sum(one.cpu_seconds for one in rows) / len(rows) for rows, _ in turns)
        for workers, turns in runs.items()
    }
    return dict(
        candidates_per_second={
            str(workers): {f'round {turn}': throughput for turn, throughput in enumerate(values, 1)}
            for workers, values in speed.items()
        },
        throughput_ratio_two_workers_to_one=median(two / one for one, two in zip(speed[1], speed[2])),
        cpu_seconds_two_workers_over_one=spent[2] / spent[1]
    )


def command_line() -> argparse.Namespace:
    "What is asked for."
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--checkpoint', help='to draw from; a compact network is trained without it')
    parser.add_argument('--n', type=int, default=60, help='shapes to draw')
    parser.add_argument('--control', type=int, default=32, help='frameworks that walk the same road')
    parser.add_argument('--rounds', type=int, default=2, help='turns of one and two workers')
    return parser.parse_args()


def main() -> None:
    arguments = command_line()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        campaign = prepare(folder, Campaign(arguments.checkpoint, minutes=1.5), 1)[0]
        drawn = [timed(candidate_shape, 'generated', i, campaign)[1] for i in range(10)][1:]
        items = [('control', code) for code in orthogonal_frameworks(LONGEST_EDGE['control'])[: arguments.control]] + [
            ('generated', i) for i in range(arguments.n)
        ]
        runs: dict[int, list] = {1: [], 2: []}
        for _ in range(arguments.rounds):
            for workers in runs: runs[workers].append(worked(items, campaign, workers))
        rows = runs[1][0][0]
        generated, control = (
            by_status([one for one in rows if one.origin == origin]) for origin in ('generated', 'control')
        )
        scale = scaling(runs)
        writing, concluding = writer(rows, folder / 'writer'), report(rows, folder / 'report')
        results = dict(
            iterations_of_the_checkpoint=json.loads((Path(campaign.checkpoint) / 'state.json').read_text())['step'],
            cores=os.cpu_count(),
            load_average=os.getloadavg()[0],
            draw_cpu_seconds=median(drawn),
            generated=generated,
            control=control,
            scaling=scale,
            writer_cpu_seconds=writing,
            report=concluding,
            index=index(folder),
            million=projection(
                generated, control, writing, concluding, scale['throughput_ratio_two_workers_to_one'] / 2
            ),
        )
    with atomic_path(Path(__file__).with_suffix('.json')) as path: path.write_text(json.dumps(results, indent=1) + '\n')
    print(json.dumps(results, indent=1))


if __name__ == '__main__': main()
