# `make run` and `make test` set up everything they need; a machine with Python 3.11+ and make is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# "Hashed" means: pip refuses any file that the lock does not name.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test slow lint lock clean

run: $(VENV)/.run
	@$(BIN)/python -m bot run

test: $(VENV)/.dev
	@$(BIN)/python -m tests.checks

slow: $(VENV)/.dev
	@$(BIN)/python -m pytest -m slow

lint: $(VENV)/.dev
	@$(BIN)/python -m tests.checks --only lint

lock: $(VENV)/.dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o locks/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml --group dev -o locks/dev.txt -c locks/run.txt

clean:
	rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: locks/run.txt | $(BIN)/python
	@echo "Setting up (once) …" >&2
	@$(PIP) -r locks/run.txt >&2
	@touch $@

$(VENV)/.dev: locks/dev.txt | $(BIN)/python
	@echo "Setting up for tests (once) …" >&2
	@$(PIP) -r locks/dev.txt >&2
	@touch $@ $(VENV)/.run
