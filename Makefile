# The commands a newcomer needs; `make help` lists them.
# Works with GNU make 3.81 (macOS) and later; needs Python 3.11+ and nothing else.

SHELL := /bin/bash
VENV  := .venv
BIN   := $(VENV)/bin
PIP   := $(BIN)/python -m pip --disable-pip-version-check -qq

# A name on PATH is no proof (version managers put stubs there), so each candidate is run.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo $$p; break; fi; done)

# Extra arguments for pytest, e.g. `make test PYTEST_ARGS="-k curation -x"`.
PYTEST_ARGS ?= -n auto --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help build test test-real setup lock clean

help: ## Show this list
	@echo "yujuesuan: local-government budgets as data"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

build: setup ## Build the warehouse from the samples and publish it into release/
	$(BIN)/yujuesuan build samples --release release

test: setup ## Run every check: format, lint, types, SQL style, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint models tests macros
	$(BIN)/pytest $(PYTEST_ARGS)

test-real: setup ## Build all documents in ../shared/documents/real, and live through nights with documents at fault
	YUJUESUAN_REAL=all $(BIN)/pytest tests/models/test_real.py tests/build/test_containment.py

setup: $(VENV)/.stamp ## Create .venv exactly as requirements.lock says (done by build and test)

$(VENV)/.locked: requirements.lock
	@test -n "$(PYTHON)" || { echo "No working Python 3.11 or later found. Install one, or name it: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) does not run, or is older than Python 3.11." >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version) and installing requirements.lock (a few minutes, once) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@touch $@

$(VENV)/.stamp: $(VENV)/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# Resolved for every platform and Python >= 3.11 at once. Needs uv. A pin that still fits is kept;
# to move one: make lock UPGRADE="--upgrade-package duckdb", to move all: make lock UPGRADE=--upgrade
UV      ?= uv
UPGRADE ?=
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-emit-find-links --no-header

lock: ## Resolve pyproject.toml into the lock files again (needs uv)
	$(COMPILE) $(UPGRADE) pyproject.toml --extra dev --output-file requirements.lock
	@for extra in ocr explore; do \
		echo "$(COMPILE) ... --output-file requirements-$$extra.lock"; \
		$(PYTHON) -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['$$extra'], sep='\n')" \
		| $(COMPILE) $(UPGRADE) - --no-annotate --constraint requirements.lock --output-file requirements-$$extra.lock || exit 1; \
	done
	@! grep -nE '://|file:|^-|/(opt|home|root|Users)/' requirements*.lock || { echo "a lock file names a place" >&2; exit 1; }

clean: ## Remove everything that was made: .venv, release/, build/, caches
	rm -rf $(VENV) build release release.history target logs dbt_packages *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
