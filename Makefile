# Every command there is. `make help` lists them; .ci/run calls the same ones and nothing else.
PYTHON ?= python3
VENV := .venv
UV := .tools/bin/uv
UV_VERSION := 0.13.9
RUN := $(VENV)/bin
DATA ?=
EXTRAS ?=

.DEFAULT_GOAL := help
.PHONY: help install setup demo test check format types lint imports lock browser database benchmarks clean

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

demo: $(VENV)/.runtime  ## set up, train on made-up clients (or DATA=path) and serve the desk and the API
	@$(RUN)/solvable demo $(if $(DATA),--data $(DATA))

setup: $(VENV)/.development  ## build the environment for development from the lock file

install: $(VENV)/.runtime  ## build what serves, with what only some need: EXTRAS=postgresql,sso,scorecard,mlflow
	@test -z "$(EXTRAS)" || $(UV) pip install -q -c requirements-dev.lock -e '.[$(EXTRAS)]'

test: $(VENV)/.development browser database  ## set up and run the tests and docstring examples
	@# Two workers with two threads each: waiting threads must not spin.
	OMP_WAIT_POLICY=PASSIVE $(RUN)/pytest -n 2 --dist loadfile

check: format lint types imports audit  ## format, lint, types, import contract, known vulnerabilities; `make test` has the tests

format: $(VENV)/.development
	$(RUN)/ruff format --check .

lint: $(VENV)/.development
	$(RUN)/ruff check .

types: $(VENV)/.development
	$(RUN)/mypy

imports: $(VENV)/.development
	$(RUN)/lint-imports

audit: $(VENV)/.development  ## look every locked package up among known vulnerabilities; says so where it cannot
	@$(RUN)/python .ci/audit.py

browser:  ## install Debian's Chromium for the browser tests where that is possible
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	  else echo "Browser tests are skipped: install Chromium (Debian: apt-get install chromium)."; fi; }

database:  ## install Debian's PostgreSQL for the tests of the records where that is possible
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	  else echo "Tests on PostgreSQL are skipped: install it (Debian: apt-get install postgresql)."; fi; }

benchmarks: $(VENV)/.benchmarks  ## install what benchmarks/features.py and load.py are measured against, from a lock file of its own

lock: $(UV)  ## resolve the newest versions that pyproject.toml allows
	$(UV) pip compile -q --upgrade --universal --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock
	$(UV) pip compile -q --upgrade --universal --generate-hashes --no-header -c requirements.lock --group pyproject.toml:benchmarks -o requirements-benchmarks.lock

clean:  ## remove the environment and caches, never the workspace
	rm -rf $(VENV) .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Expected Python 3.11 or later, found $$($(PYTHON) --version). Name another one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.base: $(UV)
	@$(UV) venv -q --allow-existing --python $(PYTHON) $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.base requirements.lock pyproject.toml
	@$(UV) pip install -q --compile-bytecode --require-hashes -r requirements.lock
	@$(UV) pip install -q --no-deps -e .
	@touch $@

$(VENV)/.development: $(VENV)/.base requirements-dev.lock pyproject.toml
	@$(UV) pip install -q --compile-bytecode --require-hashes -r requirements-dev.lock
	@$(UV) pip install -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime

$(VENV)/.benchmarks: $(VENV)/.development requirements-benchmarks.lock
	@$(UV) pip install -q --compile-bytecode --require-hashes -r requirements-benchmarks.lock
	@touch $@
