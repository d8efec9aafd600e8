"""Fail if notebooks, exported code and README disagree, or if a notebook is not fit to be read.

    python scripts/check_notebooks.py

nbdev_clean and nbdev_export run in place; a committed file that they change is an error.
"""
import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_CELL = 40   # lines
NOT_IN_OUTPUTS = ('Warning', '/tmp/', '%|')   # warnings, names of temporary folders, progress bars
NO_MISTAKES = 'mor,commun,coul'   # a framework, a journal and a LAMMPS style that codespell takes for misspelt words


def public_definitions(module: Path) -> list[ast.FunctionDef | ast.ClassDef]:
    "Functions and classes that a module exports."
    body = ast.parse(module.read_text()).body
    return [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith('_')]


def undocumented(module: Path) -> Iterator[str]:
    "Exported functions without a docstring, and their parameters without a type or a comment."
    lines = module.read_text().splitlines()
    for node in public_definitions(module):
        if not ast.get_docstring(node): yield f'{module.name}: {node.name} has no docstring'
        if isinstance(node, ast.ClassDef): continue
        # its Params hold the comments
        commands = any(getattr(decorator, 'id', '') == 'command' for decorator in node.decorator_list)
        for argument in [*node.args.args, *node.args.kwonlyargs]:
            if argument.arg in ('self', 'cls'): continue
            if argument.annotation is None:
                yield f'{module.name}: {node.name}: {argument.arg} has no type'
            elif not commands and '#' not in lines[argument.end_lineno - 1]:
                yield f'{module.name}: {node.name}: {argument.arg} has no comment'


def complaints(path: Path) -> list[str]:
    "What is wrong with one notebook."
    notebook, found = json.loads(path.read_text()), []
    if 'widgets' in notebook['metadata']: found.append('saved widget state')
    if not all(line[:2] in ('', '# ', '> ') for line in ''.join(notebook['cells'][0]['source']).splitlines()):
        found.append('text in the first cell beside title and summary: the site does not show it')
    for index, cell in enumerate(notebook['cells']):
        lines = ''.join(cell['source']).splitlines()
        if cell['cell_type'] == 'code' and re.match(r'#\|\s*export', ''.join(lines[:1])) and len(lines) > LONGEST_CELL:
            found.append(f'cell {index}: {len(lines)} lines to export, expected at most {LONGEST_CELL}')
        drawn = cell['cell_type'] == 'code' and re.search(
            r'^(fig|figure)\b.*= plt\.(subplots|figure)\(', '\n'.join(lines), re.M
        )
        if drawn and not any('image/png' in output.get('data', {}) for output in cell['outputs']):
            found.append(f'cell {index}: draws a figure, but none is saved; execute it with scripts/run_notebooks.py')
        for output in cell.get('outputs', []):
            if output['output_type'] == 'error': found.append(f'cell {index}: a saved error')
            said = ''.join(output.get('text', '')) + ''.join(
                ''.join(text) for kind, text in output.get('data', {}).items() if kind.startswith('text/')
            )
            found += [
                f'cell {index}: {word} in an output; execute it with scripts/run_notebooks.py'
                for word in NOT_IN_OUTPUTS
                if word in said
            ]
    return [f'{path.relative_to(ROOT)}: {text}' for text in found]


def misspelt(path: Path) -> list[str]:
    "Words of a notebook or a text that codespell knows to be wrong."
    text = path.read_text()
    if path.suffix == '.ipynb': text = '\n'.join(''.join(cell['source']) for cell in json.loads(text)['cells'])
    found = subprocess.run(
        ['codespell', '-', '-L', NO_MISTAKES], input=text, capture_output=True, text=True, cwd=ROOT
    ).stdout.splitlines()
    return [f'{path.relative_to(ROOT)}: {line}' for line in found if '==>' in line]


def main() -> None:
    subprocess.run(['nbdev_clean'], cwd=ROOT, check=True)
    subprocess.run(['nbdev_export'], cwd=ROOT, check=True)
    changed = subprocess.run(['git', 'diff', '--stat', '--exit-code', '--', 'nbs', 'zeogan_nb'], cwd=ROOT)
    found = ['notebooks and exported code disagree (above): run make export and commit'] if changed.returncode else []
    for path in sorted((ROOT / 'nbs').glob('*.ipynb')): found += complaints(path) + misspelt(path)
    for path in (*ROOT.glob('*.md'), ROOT / 'settings.ini'): found += misspelt(path)
    if subprocess.run(['ruff', 'check', '-q', 'zeogan_nb', 'scripts', 'benchmarks'], cwd=ROOT).returncode:
        found.append('ruff complains (above)')
    if subprocess.run(['mypy', '--no-error-summary', 'zeogan_nb'], cwd=ROOT).returncode:
        found.append('mypy complains (above)')
    for path in sorted((ROOT / 'zeogan_nb').glob('[!_]*.py')): found += undocumented(path)
    if subprocess.run([sys.executable, ROOT / 'scripts/make_readme.py', '--check']).returncode:
        found.append('README.md is out of date')
    sys.exit('\n'.join(found) if found else 0)


if __name__ == '__main__': main()
