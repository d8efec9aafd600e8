"""Write README.md from nbs/index.ipynb; with --check, only say whether they agree.

    python scripts/make_readme.py [--check]
"""
import re
import sys
from pathlib import Path

import nbformat
from nbconvert import MarkdownExporter

ROOT = Path(__file__).parent.parent


def readme() -> str:
    "The index notebook as markdown, without the cells hidden from readers."
    notebook = nbformat.read(ROOT / 'nbs/index.ipynb', as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith('#| hide')]
    notebook.metadata['language_info'] = {'name': 'python'}
    text, _ = MarkdownExporter().from_notebook_node(notebook)
    # links of the site, seen from the top of the repository
    text = re.sub(r'\]\((\w+\.ipynb|gallery/)', r'](nbs/\1', text)
    note = '<!-- Generated from nbs/index.ipynb by scripts/make_readme.py; edit the notebook. -->\n\n'
    return note + text.strip() + '\n'


if __name__ == '__main__':
    path = ROOT / 'README.md'
    if '--check' not in sys.argv:
        path.write_text(readme(), encoding='utf-8')
    elif path.read_text(encoding='utf-8') != readme():
        sys.exit('README.md differs from nbs/index.ipynb: run python scripts/make_readme.py')
