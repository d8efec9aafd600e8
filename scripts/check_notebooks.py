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
LONGEST_RUN = 80    # lines that cells export without a sentence between them
# where the numbered notebooks are listed, and after what
LISTS = {'CONTRIBUTING.md': '## The rooms', '_quarto.yml': 'sidebar:', 'nbs/index.ipynb': '## The notebooks'}
LONGEST_LINE = 120  # characters; ruff reads the same number in pyproject.toml
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
        commands = any(ast.unparse(decorator).startswith('command(') for decorator in node.decorator_list)
        for argument in [*node.args.args, *node.args.kwonlyargs]:
            if argument.arg in ('self', 'cls'): continue
            if argument.annotation is None:
                yield f'{module.name}: {node.name}: {argument.arg} has no type'
            elif not commands and '#' not in lines[argument.end_lineno - 1]:
                yield f'{module.name}: {node.name}: {argument.arg} has no comment'


def notebook_of(module: Path) -> str:
    "The notebook that a module is exported from, by its first lines."
    return re.search(r'File to edit: \.\./nbs/(\w+)\.ipynb', module.read_text())[1]


def climbs(modules: list[Path]) -> Iterator[str]:
    "Imports, inside functions too, of a notebook that is read later."
    notebooks = {module.stem: notebook_of(module) for module in modules}
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text())):
            if not isinstance(node, ast.ImportFrom) or not (node.level or node.module.startswith('zeogan_nb')): continue
            source = (node.module or '').split('.')[-1]
            for name in [source] if source in notebooks else [alias.name for alias in node.names]:
                if notebooks.get(name, '') >= notebooks[module.stem]:
                    yield f'{notebooks[module.stem]} imports from {notebooks[name]}, which is read later'


def missing_rooms(notebooks: list[str]) -> Iterator[str]:
    "Places where the numbered notebooks are listed, and what each lacks or holds too many of."
    for place, heading in LISTS.items():
        text = (ROOT / place).read_text().partition(heading)[2].partition('## ')[0]
        listed = list(dict.fromkeys(re.findall(r'\b\d\d\w*_[a-z]\w*', text)))
        for name in sorted(set(notebooks) ^ set(listed)):
            yield f'{place}: {name} is {"not listed" if name in notebooks else "listed, but there is none"}'
        if set(listed) == set(notebooks) and listed != notebooks: yield f'{place}: notebooks out of their order'


def long_lines(source: str) -> list[str]:
    "Lines of prose that should be wrapped: not tables, quotes, headings, formulas and code."
    prose = re.sub(r'^```.*?^```', '', source, flags=re.M | re.S).splitlines()
    return [line for line in prose if len(line) > LONGEST_LINE and not re.match(r'\s*(\||#|>|<|!\[|\$\$)', line)]


def long_runs(cells: list[dict]) -> Iterator[str]:
    "Places where code that is exported goes on too long without a sentence."
    run = 0
    for index, cell in enumerate(cells):
        source = ''.join(cell['source'])
        if cell['cell_type'] == 'markdown': run = 0
        elif source.startswith('#| export'):
            before, run = run, run + source.count('\n')
            if before <= LONGEST_RUN < run: yield f'cell {index}: {run} lines to export without a sentence between them'


def complaints(path: Path) -> list[str]:
    "What is wrong with one notebook."
    notebook, found = json.loads(path.read_text()), []
    if 'widgets' in notebook['metadata']: found.append('saved widget state')
    found += long_runs(notebook['cells'])
    if not all(line[:2] in ('', '# ', '> ') for line in ''.join(notebook['cells'][0]['source']).splitlines()):
        found.append('text in the first cell beside title and summary: the site does not show it')
    for index, cell in enumerate(notebook['cells']):
        lines = ''.join(cell['source']).splitlines()
        if cell['cell_type'] == 'markdown':
            for line in long_lines('\n'.join(lines)):
                found.append(f'cell {index}: a line of {len(line)} characters: {line[:40]}')
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


def sections(notebook: Path) -> dict[str, bool]:
    "Anchors of the headings of a notebook, and whether a cell below each tests something."
    found, anchor = {}, ''
    for cell in json.loads(notebook.read_text())['cells']:
        source = ''.join(cell['source'])
        if cell['cell_type'] == 'markdown':
            for heading in re.findall(r'^#+ (.*)', source, re.M):
                anchor = re.sub(r'[^\w -]', '', heading.lower()).replace(' ', '-')
                found[anchor] = False
        elif not source.startswith('#| export') and re.search(r'\b(test_\w+\(|assert )', source): found[anchor] = True
    return found


def unkept(page: Path) -> Iterator[str]:
    "Promises of a page whose tests do not exist."
    for notebook, anchor in sorted(set(re.findall(r'\]\((\w+\.ipynb)#([\w-]+)\)', page.read_text()))):
        tested = sections(page.parent / notebook).get(anchor)
        if not tested:
            yield f'{page.name}: {notebook}#{anchor}: {"no test there" if tested is False else "no such heading"}'


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
    for what in (['zeogan_nb', 'scripts', 'benchmarks'], ['nbs', '--select', 'E501']):
        if subprocess.run(['ruff', 'check', '-q', *what], cwd=ROOT).returncode: found.append('ruff complains (above)')
    if subprocess.run([sys.executable, ROOT / 'scripts/check_types.py']).returncode:
        found.append('the types are wrong (above)')
    modules = sorted((ROOT / 'zeogan_nb').glob('[!_]*.py'))
    for path in modules: found += undocumented(path)
    found += [*climbs(modules), *missing_rooms(sorted(path.stem for path in (ROOT / 'nbs').glob('[0-9]*.ipynb')))]
    found += unkept(ROOT / 'nbs/promises.ipynb')
    version = re.search(r'^version = (.*)', (ROOT / 'settings.ini').read_text(), re.M)[1]
    if f'\nversion: {version}\n' not in (ROOT / 'CITATION.cff').read_text():
        found.append(f'CITATION.cff: another version than {version} of settings.ini')
    if subprocess.run([sys.executable, ROOT / 'scripts/make_readme.py', '--check']).returncode:
        found.append('README.md is out of date')
    sys.exit('\n'.join(found) if found else 0)


if __name__ == '__main__': main()
