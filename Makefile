# make preview   set up, build, serve at http://127.0.0.1:4000
# make test      set up, check types and style, run the tests
# make docs      set up, write docs/dialect.zh.md and docs/dialect.en.md from tests/dialect/
# make bench     time whole builds (POSTS=1000); beside others with AGAINST=hugo,pelican,jekyll
# make bench-preview   time the preview from a save to the reloaded page (POSTS=200,2000), and soak it
# Needs python3 with its venv module, and nothing else. Set-up runs again only when pyproject.toml changes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: preview build test docs bench bench-preview clean

preview: $(VENV)/.ready
	$(BIN)/python build.py serve

build: $(VENV)/.ready
	$(BIN)/python build.py build

test: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not timing" --numprocesses auto --dist loadfile
	$(BIN)/python -m pytest -m timing

docs: $(VENV)/.ready-dev
	$(BIN)/python tests/dialect_reference.py

bench: $(VENV)/.ready $(if $(AGAINST),$(VENV)/.ready-bench)
	$(BIN)/python bench/bench.py $(if $(POSTS),--posts $(POSTS)) $(if $(AGAINST),--against $(AGAINST)) $(if $(SAVE),--save $(SAVE))

bench-preview: $(VENV)/.ready-dev
	$(BIN)/python bench/preview.py $(if $(POSTS),--posts $(POSTS))
	$(BIN)/python bench/soak.py

clean:
	rm -rf $(VENV) _site .cache

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.ready-bench: pyproject.toml $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@

$(VENV)/.ready-dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(VENV)/.ready $@
