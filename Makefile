# `make test` builds its own environment in .venv and runs every check.
PYTHON ?= python3
VENV := .venv
RUN := $(CURDIR)/$(VENV)/bin
export OMP_NUM_THREADS ?= 1
export MPLBACKEND ?= agg

.PHONY: test export clean

$(VENV)/ready: settings.ini setup.py pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "zeogan_nb needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/pip install -q -c constraints.txt -e '.[dev]'
	touch $@

test: $(VENV)/ready
	PATH="$(RUN):$$PATH" $(RUN)/python scripts/check_notebooks.py
	PATH="$(RUN):$$PATH" $(RUN)/nbdev_test --n_workers 2 --do_print
	PATH="$(RUN):$$PATH" $(RUN)/python scripts/check_docs.py

export: $(VENV)/ready
	PATH="$(RUN):$$PATH" $(RUN)/nbdev_clean
	PATH="$(RUN):$$PATH" $(RUN)/nbdev_export
	$(RUN)/python scripts/make_readme.py

clean:
	rm -rf $(VENV) _docs _proc
