# make run: the screen.  make test: the tests (SLOW=1 for the slow ones too).  Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LLAMA := .venv-llama
SBOM := .venv-sbom
# The tests run in so many processes; each takes up to 3 GB of memory and one processor.
WORKERS ?= 2
CORPUS := $(abspath $(dir $(firstword $(MAKEFILE_LIST)))../shared/corpus)

# The five real documents, where they lie beside the project: for what asks the gold questions, not for the screen.
ifneq ($(wildcard $(CORPUS)/.),)
test eval accept-baseline: export ICS_CORPUS_DIR ?= $(CORPUS)
endif

.PHONY: run up test lint sbom bench eval accept-baseline clean

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
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(if $(SLOW),,-m "not slow") $(ARGS)

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check app.py assistant bench evals index library prompts
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -ll -c pyproject.toml -r app.py assistant index library prompts

# What the program that runs is made of, as CycloneDX, by a tool in an environment of its own: it changes nothing of what is measured.
sbom: $(VENV)/.ready
	$(PYTHON) -m venv $(SBOM)
	$(SBOM)/bin/python -m pip install --quiet cyclonedx-bom==7.5.0
	$(SBOM)/bin/cyclonedx-py requirements requirements-run.lock --pyproject pyproject.toml --of JSON -o sbom.json

bench: $(VENV)/.ready
	$(BIN)/python -m bench.table

# Program, Chroma, PostgreSQL and proxy as containers, where Docker is: deploy/env.example says what to set first.
up:
	docker compose -f deploy/compose.yaml up --build --detach

eval: $(VENV)/.ready
	$(BIN)/ics-assistant evaluate

accept-baseline: $(VENV)/.ready
	$(BIN)/ics-assistant evaluate --accept "$(REASON)"

clean:
	rm -rf $(VENV) $(LLAMA) $(SBOM) sbom.json
