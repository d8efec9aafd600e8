"""Build the documentation site into _docs and check it.

    python scripts/check_docs.py

nbdev turns the notebooks in nbs/ into pages in _proc, from which Quarto makes the published site. Here smalldocs, a
renderer of the same `_quarto.yml` in pure Python, makes the site, so that no binary is needed. Every complaint is
printed; the exit status is 1 if there is one.
"""
import os
import re
import shutil
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nbformat
import yaml
from check_notebooks import public_definitions
from nbdev.config import get_config
from nbdev.quarto import refresh_quarto_yml
from nbdev.serve import proc_nbs
from smalldocs import layout
from smalldocs.config import load
from smalldocs.site import Site

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / '_docs'


class Page(HTMLParser):
    "Links, anchors and text of one page."

    def __init__(self, html: str):
        super().__init__()
        self.links, self.anchors, self.classes, self.words, self.prose, self.code = [], set(), set(), [], [], 0
        self.feed(html)
        self.text = ''.join(self.words)

    def handle_starttag(self, tag, attributes):
        self.code += tag in ('pre', 'script', 'style')
        attributes = dict(attributes)
        self.links += [attributes[key] for key in ('href', 'src') if attributes.get(key)]
        self.anchors.update(attributes[key] for key in ('id', 'data-anchor-id') if attributes.get(key))
        self.classes.update((attributes.get('class') or '').split())

    def handle_endtag(self, tag): self.code -= tag in ('pre', 'script', 'style')

    def handle_data(self, data):
        self.words.append(data)
        if not self.code: self.prose.append(data)


def plain_signatures(path: Path) -> None:
    """Take links and the name of the kernel's module out of nbdev's signatures, where they are no help, and make the
    examples of docstrings code."""
    notebook = nbformat.read(path, as_version=4)
    for output in (output for cell in notebook.cells for output in cell.get('outputs', [])):
        if 'text/markdown' not in output.get('data', {}): continue
        parts = re.split(r'(```python\n.*?\n```)', output.data['text/markdown'], flags=re.S)
        output.data['text/markdown'] = ''.join(
            re.sub(r'\[(`[^`]+`)\]\([^)]*\)', r'\1', part).replace('__main__.', '')
            if part.startswith('```')
            else re.sub(r'(?m)^>>> (?:.+\n?)+', lambda example: f'```python\n{example[0].rstrip()}\n```\n', part)
            for part in parts
        )
    nbformat.write(notebook, path)


def link_notebooks(path: Path) -> None:
    "Make links of the notebooks' names in a page's prose."
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == 'markdown':
            cell.source = re.sub(
                r'(?<!\[)`(\d\d[a-z]?_\w+)`(?!\])',
                lambda found: (
                    f'[{found[0]}]({found[1]}.ipynb)' if (path.parent / f'{found[1]}.ipynb').exists() else found[0]
                ),
                cell.source,
            )
    nbformat.write(notebook, path)


def add_badges(path: Path) -> None:
    "Put links below the title of a notebook with code that open it in Colab and in Binder."
    notebook, config = nbformat.read(path, as_version=4), get_config()
    if all(cell.cell_type != 'code' for cell in notebook.cells): return
    place = f'{config.user}/{config.repo}'
    colab = f'https://colab.research.google.com/github/{place}/blob/{config.branch}/nbs/{path.name}'
    binder = f'https://mybinder.org/v2/gh/{place}/{config.branch}?labpath=nbs/{path.name}'
    links = f'[Open in Colab]({colab}){{.badge-link}} [Open in Binder]({binder}){{.badge-link}}'
    first = f'In Colab, first run `!git clone -q {config.git_url} && pip install -q ./{config.repo}`, then '
    first += f'`%cd {config.repo}/nbs`.'
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(f'{links} {first}'))
    nbformat.write(notebook, path)


def build() -> None:
    "Make _proc with nbdev and _docs with smalldocs."
    os.chdir(ROOT)
    refresh_quarto_yml()
    layout.KATEX = 'katex'   # the copy in nbs/katex: pages can be read without a network
    processed = proc_nbs(force=True)
    for path in Path(processed).glob('*.ipynb'):
        plain_signatures(path)
        link_notebooks(path)
        add_badges(path)
    site = Site(load(processed), quiet=True)
    site.out = SITE
    shutil.rmtree(SITE, ignore_errors=True)
    site.build()


def published_names() -> dict[str, str]:
    "Name of each page on the published site (grids.html) -> its name here (00_grids.html): smalldocs keeps the number."
    names = {}
    for path in (ROOT / '_proc').glob('*.ipynb'):
        front = nbformat.read(path, as_version=4).cells[0].source
        renamed = re.search(r'^output-file: (\S+)', front, re.M)
        names[renamed.group(1) if renamed else f'{path.stem}.html'] = f'{path.stem}.html'
    return names


def broken_links(name: str, pages: dict[str, Page]) -> Iterator[str]:
    "Links of one page that lead nowhere within the site."
    published, home = published_names(), '{doc_host}{doc_baseurl}/'.format(**get_config().d)
    for link in dict.fromkeys(pages[name].links):
        inside = link.startswith(home)
        if re.match(r'[a-z]+:|//', link) and not inside: continue
        path, anchor = urldefrag(link.removeprefix(home) if inside else link)
        target = os.path.normpath(unquote(path.split('?')[0]) or name)
        if inside: target = published.get(target, target)
        if not (SITE / target).exists():
            yield f'{link} leads nowhere'
        elif anchor and target in pages and unquote(anchor) not in pages[target].anchors:
            yield f'{link}: no such place in {target}'


def sidebar_complaints() -> Iterator[str]:
    "Notebooks that the sidebar lacks, and entries without a file."
    def entries(contents):
        for entry in contents: yield from entries(entry['contents']) if isinstance(entry, dict) else [entry]
    listed = set(entries(yaml.safe_load((ROOT / '_quarto.yml').read_text())['website']['sidebar']['contents']))
    there = {path.name for path in (ROOT / 'nbs').glob('*.ipynb')}
    yield from (f'nbs/{name}: not in the sidebar of _quarto.yml' for name in sorted(there - listed))
    yield from (
        f'_quarto.yml: the sidebar lists {name}, which does not exist'
        for name in sorted(listed)
        if not (ROOT / 'nbs' / name).exists()
    )


def unlabelled() -> Iterator[str]:
    "Numbered notebooks that do not say at the top whether they are for use or for reading."
    for path in sorted((ROOT / 'nbs').glob('[0-9]*.ipynb')):
        top = [cell.source for cell in nbformat.read(path, as_version=4).cells[:3]]
        if not any(text.startswith(('*For use*: ', '*For reading*: ')) for text in top):
            yield f'nbs/{path.name}: no line below the title that begins with *For use*: or *For reading*:'


def missing_signatures(pages: dict[str, Page]) -> Iterator[str]:
    "Exported functions and classes that are not on the page of their notebook."
    for notebook in sorted((ROOT / 'nbs').glob('*.ipynb')):
        module = re.search(
            r'^#\|\s*default_exp\s+(\w+)',
            '\n'.join(cell.source for cell in nbformat.read(notebook, as_version=4).cells),
            re.M,
        )
        page = pages.get(f'{notebook.stem}.html')
        if page is None: yield f'{notebook.relative_to(ROOT)}: has no page'
        elif module:
            for node in public_definitions(ROOT / f'zeogan_nb/{module.group(1)}.py'):
                if not re.search(rf'(def|class) {node.name}\(', page.text):
                    yield f'{notebook.stem}.html: {node.name} has no signature'


def main() -> None:
    build()
    pages = {path.name: Page(path.read_text(encoding='utf-8')) for path in sorted(SITE.glob('*.html'))}
    found = [*sidebar_complaints(), *unlabelled(), *missing_signatures(pages)]
    found += [f'{name}: shows an error' for name, page in pages.items() if 'cell-output-error' in page.classes]
    found += [
        f'{name}: {text} is no link'
        for name, page in pages.items()
        for text in re.findall(r'\]\([\w./#]+\)', ''.join(page.prose))
    ]
    broken: dict[str, list[str]] = {}
    for name in pages:
        for text in broken_links(name, pages): broken.setdefault(text, []).append(name)
    found += [
        f'{names[0]}{f" and {len(names) - 1} other pages" if names[1:] else ""}: {text}'
        for text, names in broken.items()
    ]
    print(*found, f'check_docs: {len(pages)} pages in {SITE.name}, {len(found)} complaints', sep='\n')
    sys.exit(len(found) > 0)


if __name__ == '__main__': main()
