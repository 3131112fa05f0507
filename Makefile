# Two commands do everything: `make demo` and `make test`. Both need Python 3.11 or later, make and a package index.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types unit bench bench-knowledge bench-training bench-history bench-report bench-runs bench-usage train-knowledge accept example corpora screenshots clean

demo: $(VENV)/.installed ## audit the example fleet and say where the report is
	$(BIN)/auditor audit inventories/proptech/fleet.yaml --output reports/demo
	@echo "Open the report:  file://$(CURDIR)/reports/demo/index.html"

test: lint types unit ## set-up, lint, types, tests

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

unit: $(VENV)/.dev
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

bench: $(VENV)/.dev ## ratios against tiktoken, measured in one run
	$(BIN)/python -m tests.benchmarks

bench-knowledge: $(VENV)/.dev ## what the knowledge detectors find in sources set aside, how sure they may be, how fast
	$(BIN)/python -m tests.benchmarks.knowledge

bench-training: $(VENV)/.dev ## a training file of 1 GB made on the fly: megabytes a second, peak of memory
	$(BIN)/python -m tests.benchmarks.training_data

bench-history: $(VENV)/.dev ## whether text called volatile changes sooner, whether chances of change come true, how fast git is read
	$(BIN)/python -m tests.benchmarks.history

bench-report: $(VENV)/.dev ## the report of 100, 1,000 and 10,000 agents in a real Chromium against its budgets
	$(BIN)/python -m tests.benchmarks.report

bench-runs: $(VENV)/.dev ## a history of 1,000 runs of 1,000 agents: its size, and how long keeping and asking take
	$(BIN)/python -m tests.benchmarks.runs

bench-usage: $(VENV)/.dev ## usage logs against the bare reading of the same bytes: seconds, peak of memory
	$(BIN)/python -m tests.benchmarks.usage

train-knowledge: $(VENV)/.dev ## learn weights.json and manner.json in auditor/knowledge anew; needs the labelled sets
	$(BIN)/python -m tests.benchmarks.knowledge.train

accept: $(VENV)/.dev ## accept what the golden tests got as what they want
	$(BIN)/pytest tests/golden --accept

example: $(VENV)/.installed ## write the committed example report anew, at its fixed date
	$(BIN)/auditor audit inventories/proptech/fleet.yaml --at 2026-11-22 --output reports/proptech --quiet

corpora: $(VENV)/.dev ## what is read of real fleets beside the checkout, as a table: agents found, files skipped and why
	$(BIN)/python -m tests.sources.corpora

screenshots: $(VENV)/.dev ## pictures of the committed example report, to be looked at
	$(BIN)/python -m tests.screenshots

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis tests/actual

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@
