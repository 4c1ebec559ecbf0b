PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup setup-dev run test lint bench bench-judgement bench-scale bench-web soak docs pictures lock clean

# What is compiled is kept, whatever the shell says: each process that a test starts would compile everything anew.
test soak: export PYTHONDONTWRITEBYTECODE =

setup: .venv/.runtime
setup-dev: .venv/.dev

.venv/bin/python:
	$(PYTHON) -m venv .venv

# The build backend looks for its own program on PATH.
.venv/.runtime: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

run: setup ## start the service on the embedded default: SQLite, the sample source, the console channel
	$(BIN)/monitor run

test: setup-dev ## everything that must hold; under 5 minutes on 2 cores
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup-dev ## our figures beside other implementations', in one run
	$(BIN)/python -m benchmarks

bench-judgement: setup-dev ## how well complaints are found, with each set left out, and after labels of its own; 15 minutes or more
	$(BIN)/python -m benchmarks judgement context languages learning filing not_ours prevalence relevance subjects topics stage

bench-scale: setup-dev ## several workers on one PostgreSQL: polls, judgements and jobs a second; what a large day needs
	$(BIN)/python -m benchmarks.scale
	$(BIN)/python -m benchmarks.capacity

bench-web: setup-dev ## what each page costs the server with a million mentions, on SQLite and PostgreSQL; some minutes
	$(BIN)/python -m benchmarks.web

soak: setup-dev ## the long tests: every crash, every fault, at size
	$(BIN)/python -m pytest -n auto --dist worksteal -m soak --no-header

docs: setup ## write the documents that are made of the code
	$(BIN)/python -m monitor.cli.documents

pictures: setup-dev ## draw the guides' pictures of the real messages, where a Chromium is installed
	$(BIN)/python -m tests.pictures docs/pictures

lock: setup-dev ## write the three lock files anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group build -o requirements-build.lock

clean:
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
