"""Run a cell that shows a crystal in a JupyterLab of its own, in a headless Chromium, and complain if nothing is drawn.

    python scripts/check_live.py

Needs JupyterLab (pip install jupyterlab), Chromium and its driver; without them nothing is checked, and that is
said.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex

import nbformat
from check_site import errors, open_browser
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parent.parent
CELL = """from zeogan_nb.frameworks import iza
from zeogan_nb.grids import structure_to_shape
from zeogan_nb.view import view
view(iza('CHA'), structure_to_shape(iza('CHA')))"""
READY = "return Boolean(window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session?.kernel)"
DRAWN = """const canvas = document.querySelector('.jp-OutputArea canvas');
const stderr = '.jp-RenderedText[data-mime-type="application/vnd.jupyter.stderr"]';
const failed = document.querySelector(stderr);
return failed ? failed.textContent : Boolean(canvas && canvas.width);"""


def look(chromium: str, address: str) -> list[str]:
    "What is wrong with what JupyterLab shows."
    browser = open_browser(chromium, '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader')
    try:
        # until the server answers
        WebDriverWait(browser, 60, ignored_exceptions=(Exception,)).until(lambda b: b.get(address) is None)
        WebDriverWait(browser, 60).until(lambda b: b.execute_script(READY))
        browser.execute_script(
            'window.jupyterapp.shell.currentWidget.context.sessionContext.ready.then('
            "() => window.jupyterapp.commands.execute('notebook:run-all-cells'))"
        )
        try: drawn = WebDriverWait(browser, 120).until(lambda b: b.execute_script(DRAWN))
        except TimeoutException: drawn = 'nothing is drawn'
        return ([] if drawn is True else [drawn]) + [message for message in errors(browser) if 'widget' in message]
    finally: browser.quit()


def main() -> None:
    chromium = shutil.which('chromium') or shutil.which('chromium-browser') or shutil.which('google-chrome')
    if not chromium or not shutil.which('chromedriver') or not find_spec('jupyterlab'):
        sys.exit(print('check_live: skipped, there is no JupyterLab, or no Chromium with its driver'))
    with tempfile.TemporaryDirectory() as folder:
        nbformat.write(
            nbformat.v4.new_notebook(
                cells=[nbformat.v4.new_code_cell(CELL)],
                metadata=dict(kernelspec=dict(name='python3', display_name='python3', language='python'))
            ),
            f'{folder}/live.ipynb',
        )
        token, port = token_hex(), 8000 + os.getpid() % 1000
        command = [
            sys.executable, '-m', 'jupyterlab', '--no-browser', '--allow-root', f'--port={port}',
            '--ServerApp.port_retries=0', f'--IdentityProvider.token={token}', '--LabApp.expose_app_in_browser=True',
            f'--ServerApp.root_dir={folder}'
        ]
        server = subprocess.Popen(command, env=os.environ | dict(PYTHONPATH=str(ROOT)), stderr=subprocess.DEVNULL)
        try: found = look(chromium, f'http://127.0.0.1:{port}/lab/tree/live.ipynb?token={token}')
        finally: server.terminate()
    print(*found, f'check_live: a crystal in JupyterLab, {len(found)} complaints', sep='\n')
    sys.exit(len(found) > 0)


if __name__ == '__main__': main()
