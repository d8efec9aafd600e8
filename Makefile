# `make test` builds its own environment in .venv and runs every check.
PYTHON ?= python3
VENV := .venv
OUT ?= out
# versions of what is installed; `make PINS=/dev/null test` takes the newest
PINS ?= constraints.txt
# with these pins, pip first takes what locks/ lists, and refuses a file that has another checksum
LOCKED := $(if $(filter constraints.txt,$(PINS)),yes)
RUN := $(CURDIR)/$(VENV)/bin
export OMP_NUM_THREADS ?= 1
export MPLBACKEND ?= agg

# how long `make fuzz` looks for files that break a reader
MINUTES ?= 60

.PHONY: design test fuzz docs export hooks locks clean

$(VENV)/runtime: settings.ini setup.py pyproject.toml $(PINS) locks/runtime.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "zeogan_nb needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(if $(LOCKED),$(RUN)/pip install -q --require-hashes --no-deps -r locks/runtime.txt)
	$(RUN)/pip install -q -c $(PINS) -e .
	touch $@

$(VENV)/ready: $(VENV)/runtime locks/dev.txt
	$(if $(LOCKED),$(RUN)/pip install -q --require-hashes --no-deps -r locks/dev.txt)
	$(RUN)/pip install -q -c $(PINS) -e '.[dev]'
	touch $@

design: $(VENV)/runtime
	$(RUN)/zeogan_design --out '$(OUT)' --heat-of-adsorption 18 22 --only-new --seed 1 --workers 2

# Relaxing two crystals first compiles their kernels once; two workers that did so at once might keep different ones.
test: $(VENV)/ready
	PATH="$(RUN):$$PATH" $(RUN)/python scripts/check_notebooks.py
	$(RUN)/python -c 'from zeogan_nb import iza, relax; [relax(iza(code)) for code in ("ABW", "SOD")]'
	PATH="$(RUN):$$PATH" $(RUN)/nbdev_test --n_workers 2 --do_print
	$(MAKE) fuzz MINUTES=1
	$(MAKE) docs

fuzz: $(VENV)/ready
	$(RUN)/python scripts/fuzz.py --minutes $(MINUTES)

docs: $(VENV)/ready
	PATH="$(RUN):$$PATH" $(RUN)/python scripts/check_docs.py
	PATH="$(RUN):$$PATH" $(RUN)/python scripts/check_site.py
	PATH="$(RUN):$$PATH" $(RUN)/python scripts/check_live.py

export: $(VENV)/ready
	PATH="$(RUN):$$PATH" $(RUN)/nbdev_clean
	PATH="$(RUN):$$PATH" $(RUN)/nbdev_export
	PATH="$(RUN):$$PATH" $(RUN)/python scripts/run_notebooks.py nbs/reference.ipynb nbs/benchmarks.ipynb
	$(RUN)/python scripts/make_readme.py

# Versions and checksums of all that is needed but torch, whose files differ between the indexes: for every platform and
# Python version, from PyPI. Run it after settings.ini or constraints.txt has changed.
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -c constraints.txt
locks: $(VENV)/ready
	$(RUN)/pip install -q uv
	sed -n 's/^requirements = //p' settings.ini | tr ' ' '\n' | grep -v '^torch' | $(RUN)/$(LOCK) -o locks/runtime.txt -
	sed -n 's/^\(dev_\)\{0,1\}requirements = //p' settings.ini | tr ' ' '\n' | grep -v '^torch' \
	| $(RUN)/$(LOCK) $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' locks/runtime.txt) -o locks/dev.txt -

# Notebooks are merged cell by cell and cleaned when Jupyter saves them, git diff shows them as text, and a commit is refused while notebooks and code disagree.
hooks: $(VENV)/ready
	PATH="$(RUN):$$PATH" $(RUN)/nbdev_install_hooks
	git config diff.jupytext.textconv '"$(RUN)/jupytext" --quiet --from ipynb --to py:percent --output -'
	cd "$$(git rev-parse --git-path hooks)" && printf '#!/bin/sh\nPATH="$(RUN):$$PATH" exec python scripts/check_notebooks.py\n' > pre-commit && printf '#!/bin/sh\nexec "$(RUN)/nbdev_trust"\n' > post-merge && chmod +x pre-commit post-merge

clean:
	rm -rf $(VENV) _docs _proc
