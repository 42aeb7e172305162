# make run: the screen.  make test: the tests (SLOW=1 for the slow ones too).  Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LLAMA := .venv-llama
CORPUS := $(abspath $(dir $(firstword $(MAKEFILE_LIST)))../shared/corpus)

# The five real documents, where they lie beside the project: for what asks the gold questions, not for the screen.
ifneq ($(wildcard $(CORPUS)/.),)
test eval accept-baseline: export ICS_CORPUS_DIR ?= $(CORPUS)
endif

.PHONY: run test lint bench eval accept-baseline clean

$(VENV)/.ready: pyproject.toml requirements.lock requirements-cpu.lock requirements-cuda.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)
	sh .ci/install $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	touch $@

# A real language model's server for the slow tests. Not built for this very processor: such a build crashes on some virtual machines.
$(LLAMA)/.ready: requirements-llama.lock
	$(PYTHON) -m venv $(LLAMA)
	CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON" $(LLAMA)/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-llama.lock
	touch $@

run: $(VENV)/.ready
	$(BIN)/python app.py

test: $(VENV)/.ready lint $(if $(SLOW),$(LLAMA)/.ready)
	$(BIN)/python -m pytest $(if $(SLOW),,-m "not slow") $(ARGS)

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check app.py assistant bench evals index library prompts
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready
	$(BIN)/python bench/table.py

eval: $(VENV)/.ready
	$(BIN)/ics-assistant evaluate

accept-baseline: $(VENV)/.ready
	$(BIN)/ics-assistant evaluate --accept "$(REASON)"

clean:
	rm -rf $(VENV) $(LLAMA)
