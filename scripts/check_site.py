"""Open every page of the site in _docs in a headless Chromium, as readers do, and complain about what they would see:
wide and light, narrow and dark, and some of them the other ways round. Every page is also checked by axe-core's rules
for accessibility (WCAG A and AA; scripts/axe, under the Mozilla Public License 2.0): contrast, names of links, texts
for pictures.

    python scripts/check_site.py

Run scripts/check_docs.py first. Needs Chromium and its driver (Debian: apt-get install chromium chromium-driver);
without them nothing is checked, and that is said.
"""
import json
import shutil
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

SITE = Path(__file__).resolve().parent.parent / '_docs'
AXE = Path(__file__).resolve().parent / 'axe/axe.min.js'
WIDTHS = dict(desk=1280, phone=390)   # CSS pixels
# text, code, formulas, pictures and wide tables
SOME = ['index.html', 'quickstart.html', '00_grids.html', 'gallery.html', 'reference.html']
PAGE_STATE = """
const luminance = color => {
  const [r, g, b] = color.match(/[\\d.]+/g).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b;
};
const blocks = [...document.querySelectorAll('main p, main h1, main h2, main img')];
const outside = blocks.filter(e => e.getBoundingClientRect().right > innerWidth + 1);
const broken = [...document.images].filter(image => !(image.complete && image.naturalWidth));
return {
  title: document.title,
  images: broken.map(image => image.getAttribute('src').slice(0, 80)),
  formulas: document.querySelectorAll('.math').length, typeset: document.querySelectorAll('.katex').length,
  bad: [...document.querySelectorAll('.katex-error')].map(e => e.textContent.slice(0, 80)),
  wide: outside.map(e => `${e.tagName} ${(e.textContent || e.getAttribute('src') || '').trim().slice(0, 60)}`),
  scrolls: document.documentElement.scrollWidth > innerWidth + 1,
  background: luminance(getComputedStyle(document.body).backgroundColor),
  text: luminance(getComputedStyle(document.querySelector('main')).color),
};
"""


# of the Web Content Accessibility Guidelines, levels A and AA. Left out: that boxes which scroll (formulas, code) have
# a place for the focus of their own, since Chromium and Firefox let the keyboard reach them all the same.
AXE_RUN = """
const [done] = arguments;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const rules = {'scrollable-region-focusable': {enabled: false}};
axe.run(document, {runOnly: {type: 'tag', values: tags}, rules, resultTypes: ['violations']}).then(
  ({violations}) => done(violations.map(({id, help, nodes}) => ({id, help, places: nodes.map(
    ({target, failureSummary, html}) => `${target.join(' ')} ${html.slice(0, 120)} ${failureSummary}`
  )}))),
  error => done([{id: 'axe', help: String(error), places: ['']}])
);
"""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args): pass


def open_browser(chromium: str, *more: str) -> WebDriver:
    "A headless Chromium that can reach nothing but this machine."
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', *more
    ): options.add_argument(argument)
    options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
    return webdriver.Chrome(options, webdriver.ChromeService(shutil.which('chromedriver')))


def errors(browser: WebDriver) -> list[str]:
    "What the console complained about since the last call."
    return [entry['message'] for entry in browser.get_log('browser') if entry['level'] == 'SEVERE']


def page_complaints(browser: WebDriver, url: str, dark: bool) -> Iterator[str]:
    "What is wrong with one page at the present width."
    browser.get(url)
    WebDriverWait(browser, 30).until(lambda b: b.execute_script("return document.readyState") == 'complete')
    state = browser.execute_script(PAGE_STATE)
    for image in state['images']: yield f'image {image} is not shown'
    if state['formulas'] > state['typeset']: yield f'{state["formulas"]} formulas, {state["typeset"]} typeset'
    for text in state['bad']: yield f'formula {text} cannot be typeset'
    for element in state['wide']: yield f'{element}: wider than the screen'
    if state['scrolls']: yield 'scrolls sideways'
    if (state['background'] < 128) != dark or abs(state['text'] - state['background']) < 100:
        mode = 'dark' if dark else 'light'
        yield f'background {state["background"]:.0f} and text {state["text"]:.0f} of 255 in {mode} mode'
    for message in errors(browser): yield f'console: {message}'


def axe_complaints(browser: WebDriver) -> Iterator[str]:
    "What keeps some readers from using the page that is open."
    browser.execute_script(AXE.read_text())
    for rule in browser.execute_async_script(AXE_RUN):
        place = ' '.join(rule['places'][0].split())
        yield f'{rule["id"]}: {rule["help"]}, in {len(rule["places"])} places, the first is {place[:400]}'


def keyboard_complaints(browser: WebDriver, home: str) -> Iterator[str]:
    "Whether the search can be reached and used, and the focus be seen, without a mouse."
    browser.get(f'{home}/index.html')
    keys = ActionChains(browser)
    keys.send_keys('/').perform()
    if browser.switch_to.active_element.get_attribute('type') != 'search': yield 'the key / does not lead to the search'
    keys.send_keys('heat of adsorption').perform()
    WebDriverWait(browser, 10).until(lambda b: b.find_elements(By.CSS_SELECTOR, '.search-result'))
    keys.send_keys(Keys.ARROW_DOWN, Keys.ENTER).perform()
    WebDriverWait(browser, 10).until(lambda b: b.execute_script("return document.readyState") == 'complete')
    if browser.current_url.endswith('index.html'): yield 'the search leads nowhere by the keyboard'


def option_complaints(browser: WebDriver, home: str) -> Iterator[str]:
    "Whether the search finds each option by its name, and shows where it is explained first."
    entries = json.loads((SITE / 'search.json').read_text())
    options = [entry['section'] for entry in entries if entry['section'].startswith('--')]
    if '--heat-of-adsorption' not in options: yield 'the search does not know the option --heat-of-adsorption'
    for option in ('--heat-of-adsorption', '--as-silica', '--known'):
        browser.get(f'{home}/index.html')
        box = next(e for e in browser.find_elements(By.CSS_SELECTOR, '.smalldocs-search input') if e.is_displayed())
        box.send_keys(option)
        hits = WebDriverWait(browser, 10).until(lambda b: b.find_elements(By.CSS_SELECTOR, '.search-result'))
        if option not in hits[0].text: yield f'the first answer to {option} is {hits[0].text[:60]}'


def way_complaints(browser: WebDriver, home: str) -> Iterator[str]:
    "Whether a reader finds the way: sidebar on a desk and on a phone, search."
    for name, width in WIDTHS.items():
        browser.set_window_size(width, 900)
        browser.get(f'{home}/index.html')
        if name == 'phone': browser.find_element(By.CSS_SELECTOR, '.quarto-btn-toggle').click()
        link = WebDriverWait(browser, 10).until(
            lambda b: next(
                (
                    a
                    for a in b.find_elements(By.CSS_SELECTOR, '#quarto-sidebar a[href*="00_grids"]')
                    if a.is_displayed()
                ),
                False,
            )
        )
        link.click()
        if '00_grids' not in browser.current_url: yield f'the sidebar leads to {browser.current_url} at {width} pixels'
    browser.set_window_size(WIDTHS['desk'], 900)
    browser.get(f'{home}/index.html')
    box = next(e for e in browser.find_elements(By.CSS_SELECTOR, '.smalldocs-search input') if e.is_displayed())
    box.send_keys('heat of adsorption')
    hits = WebDriverWait(browser, 10).until(lambda b: b.find_elements(By.CSS_SELECTOR, '.search-result, .search-none'))
    if not any('search-result' in hit.get_attribute('class') for hit in hits):
        yield 'the search finds no heat of adsorption'


def main() -> None:
    chromium = shutil.which('chromium') or shutil.which('chromium-browser') or shutil.which('google-chrome')
    if not chromium or not shutil.which('chromedriver'):
        sys.exit(print('check_site: skipped, there is no Chromium with its driver on this machine'))
    server = ThreadingHTTPServer(('127.0.0.1', 0), partial(QuietHandler, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home, browser, found = f'http://127.0.0.1:{server.server_port}', open_browser(chromium), []
    pages = sorted(path.name for path in SITE.glob('*.html'))
    for width, dark, shown in (
        (WIDTHS['desk'], False, pages), (WIDTHS['phone'], True, pages), (WIDTHS['desk'], True, SOME),
        (WIDTHS['phone'], False, SOME)
    ):
        browser.set_window_size(width, 900)
        browser.execute_cdp_cmd(
            'Emulation.setDeviceMetricsOverride', dict(width=width, height=900, deviceScaleFactor=1, mobile=False)
        )
        browser.execute_cdp_cmd(
            'Emulation.setEmulatedMedia',
            dict(features=[dict(name='prefers-color-scheme', value='dark' if dark else 'light')])
        )
        for page in shown:
            told = [*page_complaints(browser, f'{home}/{page}', dark)]
            if page in SOME or width == WIDTHS['desk']: told += axe_complaints(browser)
            found += [f'{page} at {width} pixels: {text}' for text in told]
    browser.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
    for look in (way_complaints, keyboard_complaints, option_complaints): found += look(browser, home)
    browser.quit()
    print(*found, f'check_site: {len(pages)} pages opened, {len(found)} complaints', sep='\n')
    sys.exit(len(found) > 0)


if __name__ == '__main__': main()
