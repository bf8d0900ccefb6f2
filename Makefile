# Everything is set up on first use: only Python 3.11 or newer, make and git are needed.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Bytecode is kept even where the environment says not to: a command starts three times as fast.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: verify kernel test thorough notebook report check lint types layers bench mutants lock pdf torch clean

verify: .venv/core  ## settle every claim and print the ledger
	$(BIN)/nqm verify
	@echo "the command is $(BIN)/nqm; to have it as nqm:  . $(BIN)/activate"

kernel: .venv/dev  ## have Rocq prove the claims from the update rules, and reject what is false (installs coq if it is missing)
	sh .ci/install-coq
	$(BIN)/nqm verify --kernel --workers 2
	$(BIN)/python -m pytest -n 0 -m kernel tests/test_kernel.py

test: .venv/dev  ## the test suite
	$(BIN)/python -m pytest

thorough: .venv/dev  ## the same with many more examples
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest

report: .venv/core  ## regenerate derivations/reports
	$(BIN)/nqm report

notebook: .venv/dev  ## execute the tour anew
	$(BIN)/python -m derivations.notebook

check: .venv/dev lint types  ## lint, types, freshness of the reports and the notebook
	$(BIN)/python -m derivations.notebook --check
	$(BIN)/nqm report --check

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy

layers: .venv/dev
	$(BIN)/python -m pytest -n 0 tests/test_layers.py

bench: .venv/dev  ## measured figures, one JSON object a line
	$(BIN)/python -m benchmarks

mutants: .venv/mutants  ## mutation tests of the checking code (an hour and more; FILES="theory/rule/domain.py ..." for some)
	$(BIN)/python -m tests.mutants $(FILES)

pdf: .venv/core  ## every report as PDF (installs pandoc and LaTeX if they are missing)
	sh .ci/install-pdf-tools
	$(BIN)/nqm report --pdf

torch: .venv/dev  ## the comparisons with torch.optim (installs PyTorch's CPU build)
	$(PIP) install "torch==2.13.0"
	$(BIN)/python -m pytest -n 0 -m torch

.venv/core: requirements.lock pyproject.toml
	sh .ci/make-venv $(PYTHON)
	$(PIP) install -q --no-compile --require-hashes -r requirements.lock
	$(PIP) install -q --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: .venv/core requirements-dev.lock
	$(PIP) install -q --no-compile --require-hashes -r requirements-dev.lock
	touch $@

.venv/mutants: .venv/dev requirements-mutants.lock
	$(PIP) install -q --no-compile --require-hashes -r requirements-mutants.lock
	touch $@

lock:  ## resolve the lock files anew
	sh .ci/make-venv $(PYTHON)
	$(PIP) install -q uv
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --prerelease disallow \
		--extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --prerelease disallow \
		--extra build --extra test --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --prerelease disallow \
		--extra build --extra mutants pyproject.toml -c requirements-dev.lock -o requirements-mutants.lock

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis mutants
