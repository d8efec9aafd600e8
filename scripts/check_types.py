"""Check the types of the package with mypy, which knows neither fastcore's Param nor its patch.

    python scripts/check_types.py

mypy reads a copy in which the type that a Param names stands in its place, and a patched method is declared in its
class. What it says of a line of the copy is printed for the line of the package. That it would see a mistake is tried
first: a function that promises a number and returns a word, alone, as a Param and through a patch.
"""
import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WRONG = '''from fastcore.basics import patch
from fastcore.script import Param

class Cell:
    "A cell."
    edge: float

@patch
def volume(self: Cell) -> float: return self.edge**3

def plain() -> int: return 'seven'
def command(n: Param('points', int) = 32, path: Param('a file', str) = None) -> str: return n
def patched(cell: Cell) -> str: return cell.volume()
def missing(cell: Cell) -> float: return cell.area()
def argument() -> str: return command('seven')
'''
WRONG_LINES = [11, 12, 13, 14, 15]


def param_type(call: ast.Call, default: ast.expr | None) -> str:
    "The type that a Param stands for; one that has to be given is never None."
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    kind = ast.unparse(call.args[1]) if len(call.args) > 1 else 'str'
    kind = {'store_true': 'bool'}.get(kind, kind)
    if 'nargs' in keywords: kind = f'list[{kind}] | tuple[{kind}, ...]'
    given = 'required' in keywords or not isinstance(default, ast.Constant) or default.value is not None
    return kind if given else f'{kind} | None'


def without_params(source: str) -> str:
    "A module with types in the place of Params, line by line as long as before."
    lines, params = source.splitlines(keepends=True), []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef): continue
        defaults = [None] * (len(node.args.args) - len(node.args.defaults)) + node.args.defaults
        calls = [argument.annotation for argument in node.args.args]
        params += [pair for pair in zip(calls, defaults) if isinstance(pair[0], ast.Call)]
    for call, default in sorted(params, key=lambda pair: (-pair[0].lineno, -pair[0].col_offset)):
        kind, end = param_type(call, default), call
        # what has to be given has None for a default, which is of no type
        if any(keyword.arg == 'required' for keyword in call.keywords): kind, end = f'{kind} = {kind}()', default
        first, last = call.lineno - 1, end.end_lineno - 1
        # columns count bytes
        head, tail = lines[first].encode()[:call.col_offset], lines[last].encode()[end.end_col_offset:]
        text = head.decode() + kind + '\n' * (last - first) + tail.decode()
        lines[first:last + 1] = [text, *[''] * (last - first)]
    return ''.join(lines)


def declarations(source: str) -> Iterator[tuple[str, str]]:
    "Classes of a module, and the declaration of each method that is patched into them."
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef): continue
        for decorator in map(ast.unparse, node.decorator_list):
            if not decorator.startswith('patch'): continue
            own = ast.unparse(node.args.args[0].annotation)
            node.args.args[0].annotation, node.decorator_list = None, []
            node.body = ast.parse('raise NotImplementedError').body
            kind = '@property\n' * ('as_prop' in decorator) + '@classmethod\n' * ('cls_method' in decorator)
            yield own, kind + ast.unparse(node)


def typed(source: str) -> tuple[str, list[int]]:
    "A module for mypy, and for each of its lines the number of the line that it comes from."
    source = without_params(source)
    lines, numbers = source.splitlines(), list(range(1, source.count('\n') + 2))
    classes = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}
    for own, text in sorted(declarations(source), key=lambda pair: -classes[pair[0]].body[0].end_lineno):
        place = classes[own].body[0].end_lineno
        new = [f'    {line}' for line in text.splitlines()]
        lines[place:place], numbers[place:place] = new, [place] * len(new)
    return '\n'.join(lines) + '\n', numbers


def complaints(modules: list[Path], folder: Path) -> list[str]:
    "What mypy says of modules, whose copies go into a folder."
    numbers, folder = {}, folder / 'zeogan_nb'
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir(): old.unlink()
    for module in modules:
        text, numbers[module.name] = typed(module.read_text())
        (folder / module.name).write_text(text)
    said = subprocess.run(
        ['mypy', '--no-error-summary', '--config-file', ROOT / 'pyproject.toml', folder.name], cwd=folder.parent,
        capture_output=True, text=True
    )
    if said.returncode > 1: raise RuntimeError(said.stdout + said.stderr)
    lines = [re.match(r'zeogan_nb/(\w+\.py):(\d+): (error: .*)', line) for line in said.stdout.splitlines()]
    return [f'zeogan_nb/{line[1]}:{numbers[line[1]][int(line[2]) - 1]}: {line[3]}' for line in lines if line]


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / 'wrong.py').write_text(WRONG)
        seen = [int(line.split(':')[1]) for line in complaints([Path(place) / 'wrong.py'], Path(place) / 'copy')]
    if seen != WRONG_LINES: sys.exit(f'of wrong types in lines {WRONG_LINES} mypy saw those in {seen}')
    said = complaints(sorted((ROOT / 'zeogan_nb').glob('*.py')), ROOT / '.mypy_cache/typed')
    sys.exit('\n'.join(said) if said else 0)


if __name__ == '__main__': main()
