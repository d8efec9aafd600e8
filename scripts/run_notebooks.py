"""Execute notebooks from top to bottom and save their outputs.

    python scripts/run_notebooks.py nbs/05_cleanup.ipynb [...] [--slow]

Cells flagged `#| slow` keep their saved outputs unless `--slow` is given; `#| eval: false` cells never run. Names
of temporary folders are left out of what is saved.
"""
import argparse
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbdev.clean import clean_nb

os.environ['TQDM_DISABLE'] = '1'
os.environ.pop('MPLBACKEND', None)   # the kernel's own backend saves figures in the notebook


def is_skipped(cell: nbformat.NotebookNode, slow: bool) -> bool:
    "Whether `cell` is left as it is."
    if cell.cell_type != 'code' or not cell.source.strip(): return True
    if re.search(r'^#\|\s*eval:\s*false', cell.source, re.M): return True
    return bool(re.search(r'^#\|\s*slow', cell.source, re.M)) and not slow


def portable(text: str) -> str:
    "Output without the temporary folders, whose names are others each time."
    folder = rf'{re.escape(tempfile.gettempdir())}/tmp\w+'
    return re.sub(folder, '.', re.sub(rf'{folder}/(?=\w)', '', text))


def tidy(output: nbformat.NotebookNode) -> None:
    "Make an output fit to be saved: no widget state beside its picture, no temporary folders."
    if 'text' in output: output.text = portable(output.text)
    data = output.get('data', {})
    data.pop('application/vnd.jupyter.widget-view+json', None)
    for kind in data:
        if kind.startswith('text/'): data[kind] = portable(data[kind])


def execute(path: Path, slow: bool) -> float:
    "Run the notebook at `path` in its own folder, save it with outputs, and return the seconds it took."
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata['kernelspec'] = dict(display_name='python3', language='python', name='python3')
    client = NotebookClient(
        notebook, timeout=3600, kernel_name='python3', resources={'metadata': {'path': str(path.parent)}}
    )
    start = time.time()
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            if not is_skipped(cell, slow): client.execute_cell(cell, index)
    notebook.metadata.pop('widgets', None)
    for cell in notebook.cells:
        if cell.cell_type == 'code':
            for output in cell.outputs: tidy(output)
            # a widget alone leaves nothing
            cell.outputs = [output for output in cell.outputs if 'data' not in output or any(output.data.values())]
    clean_nb(notebook, clean_ids=True)
    temporary = path.with_suffix('.partial')
    temporary.write_text(nbformat.writes(notebook).rstrip('\n') + '\n', encoding='utf-8')
    temporary.replace(path)
    return time.time() - start


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('notebooks', nargs='+', type=Path, help='notebooks to execute')
    parser.add_argument('--slow', action='store_true', help='run the cells flagged slow too')
    arguments = parser.parse_args()
    for path in arguments.notebooks:
        print(f'{path}: {execute(path, arguments.slow):.0f} s', file=sys.stderr)
