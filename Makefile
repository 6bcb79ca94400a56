# Needs Python 3.11 or newer, git and make; everything else is installed into .venv from the lock.
#
#   PYTHON=python3.12   the Python that .venv is made with
#   ARGS="-k journal"   more arguments for pytest (test, soak) or for the benchmarks
#   UPGRADE=1           `make lock` takes the newest releases, rather than keeping what is locked

PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
READY := .venv/.ready
LOCKED := requirements.lock
BENCH_LOCKED := requirements-bench.lock
COMPILE := pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header \
	--group dev $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help install demo test soak check format bench bench-peers lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

$(READY): $(LOCKED) pyproject.toml .ci/install
	@PYTHON="$(PYTHON)" .ci/install $(LOCKED)
	@touch $@

install: $(READY) ## make .venv and install the lock and orchtui into it

demo: $(READY) ## run the showcase recipe, at no cost
	@$(BIN)/orchtui demo

test: $(READY) ## run all tests but the long storms
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

soak: $(READY) ## run the long storms
	@$(BIN)/python -m pytest -m soak --timeout 3600 $(ARGS)

check: $(READY) ## lint, format, types, import contracts, docs and locks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports
	$(BIN)/python -m tests.checks.docs
	$(BIN)/python -m tests.checks.lock

format: $(READY) ## mend what ruff can mend, and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## measure and write docs/benchmarks.md, with the peers that are installed
	@$(BIN)/python -m tests.benchmarks $(ARGS)

bench-peers: $(READY) ## install what the benchmarks compare with
	@.ci/install $(BENCH_LOCKED)

lock: ## resolve the dependencies into the two locks
	@uv=$$(command -v uv) || { uv=.venv-lock/bin/uv; test -x $$uv || { \
		$(PYTHON) -m venv .venv-lock && .venv-lock/bin/python -m pip install --quiet uv; }; } && \
	$$uv $(COMPILE) pyproject.toml --output-file $(LOCKED) && \
	$$uv $(COMPILE) pyproject.toml --extra bench --constraints $(LOCKED) \
		--output-file $(BENCH_LOCKED)
	@$(PYTHON) -c 'import sys; sys.exit(any("://" in open(lock).read() for lock in sys.argv[1:]))' \
		$(LOCKED) $(BENCH_LOCKED) || { echo "A lock holds an address; see make check." >&2; exit 1; }

clean: ## remove .venv and whatever the tools left behind
	rm -rf .venv .venv-lock build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache snapshot_report.html
	find orchtui tests -name __pycache__ -type d -prune -exec rm -rf {} +
