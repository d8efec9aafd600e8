"""Fail if notebooks, exported code and README disagree, or if a notebook is not fit to be read.

    python scripts/check_notebooks.py

nbdev_clean and nbdev_export run in place; a committed file that they change is an error.
"""
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def complaints(path: Path) -> list[str]:
    "What is wrong with one notebook."
    notebook, found = json.loads(path.read_text()), []
    if 'widgets' in notebook['metadata']: found.append('saved widget state')
    for index, cell in enumerate(notebook['cells']):
        for output in cell.get('outputs', []):
            if output['output_type'] == 'error': found.append(f'cell {index}: a saved error')
            if output.get('name') == 'stderr' and 'Warning' in ''.join(output['text']): found.append(f'cell {index}: a saved warning')
    return [f'{path.relative_to(ROOT)}: {text}' for text in found]


def main() -> None:
    subprocess.run(['nbdev_clean'], cwd=ROOT, check=True)
    subprocess.run(['nbdev_export'], cwd=ROOT, check=True)
    changed = subprocess.run(['git', 'diff', '--stat', '--exit-code', '--', 'nbs', 'zeogan_nb'], cwd=ROOT)
    found = ['notebooks and exported code disagree (above): run make export and commit'] if changed.returncode else []
    for path in sorted((ROOT / 'nbs').glob('*.ipynb')): found += complaints(path)
    if subprocess.run([sys.executable, ROOT / 'scripts/make_readme.py', '--check']).returncode: found.append('README.md is out of date')
    sys.exit('\n'.join(found) if found else 0)


if __name__ == '__main__': main()
