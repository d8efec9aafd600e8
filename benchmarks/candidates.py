"""What a finished candidate costs beside its relaxation: name, nearest nets, pores, adsorption, feasibility, files,
pattern and its sheet in the report.

    python benchmarks/candidates.py [--atoms 180 220] [--most 12]

Embedded frameworks with that many atoms, as they are. Seconds of the processor, for each part and for all of them,
after one framework that compiles what is compiled. Writes benchmarks/candidates.json.
"""
import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from zeogan_nb.candidates import FOLDERS, Candidate, Road, describe, describe_net, describe_pores, write_files
from zeogan_nb.feasibility import feasibility
from zeogan_nb.files import atomic_path
from zeogan_nb.frameworks import iza, iza_codes
from zeogan_nb.records import Status
from zeogan_nb.report import sheet


def seconds(code: str, folder: Path) -> dict[str, float]:
    "Processor seconds of each part for one framework."
    crystal, times, values = iza(code), {}, {}
    def timed(name: str, work) -> None:
        start = time.process_time()
        values[name] = work()
        times[name] = time.process_time() - start
    timed('name, rings, nearest nets', lambda: describe_net(crystal, Road()))
    timed('pores and adsorption', lambda: describe_pores(crystal))
    timed('feasibility', lambda: feasibility(crystal, 15.))
    timed('all columns', lambda: describe(crystal, 15., Road()))
    candidate = Candidate(code, 'generated', Status.RELAXED, values=values['all columns'], crystal=crystal)
    timed('files and powder pattern', lambda: write_files(candidate, folder))
    timed('sheet', lambda: sheet(candidate.row() | dict(what=code), crystal, folder))
    return times | dict(together=times['all columns'] + times['files and powder pattern'] + times['sheet'])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--atoms', type=int, nargs=2, default=(180, 220))
    parser.add_argument('--most', type=int, default=12)
    arguments = parser.parse_args()
    sizes = {code: len(iza(code)) for code in iza_codes()}
    codes = [code for code, size in sizes.items() if arguments.atoms[0] <= size <= arguments.atoms[1]][:arguments.most]
    with tempfile.TemporaryDirectory() as place:
        for name in FOLDERS: (Path(place) / name).mkdir()
        seconds('SOD', Path(place))
        rows = {code: seconds(code, Path(place)) for code in codes}
    result = dict(
        cores=os.cpu_count(), load=round(os.getloadavg()[0], 1), atoms={code: sizes[code] for code in codes},
        median_s={name: round(median(row[name] for row in rows.values()), 3) for name in rows[codes[0]]},
        most_s=round(float(np.max([row['together'] for row in rows.values()])), 3)
    )
    with atomic_path(Path(__file__).with_suffix('.json')) as path: path.write_text(json.dumps(result, indent=1) + '\n')
    print(json.dumps(result, indent=1))


if __name__ == '__main__': main()
