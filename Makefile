# make run: the screen.  make test: the tests (SLOW=1 for the slow ones too).  Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench eval accept-baseline clean

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

run: $(VENV)/.ready
	$(BIN)/python app.py

test: $(VENV)/.ready lint
	$(BIN)/python -m pytest $(if $(SLOW),,-m "not slow") $(ARGS)

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/lint-imports

bench: $(VENV)/.ready
	$(BIN)/python bench/first_figures.py

eval: $(VENV)/.ready
	$(BIN)/ics-assistant evaluate

accept-baseline: $(VENV)/.ready
	$(BIN)/ics-assistant evaluate --accept "$(REASON)"

clean:
	rm -rf $(VENV)
