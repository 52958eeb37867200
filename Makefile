# Every target needs nothing before it. Settings are environment variables (see docs), for example TACTFUL_CONSOLE_PORT.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run train check lint types layers inner test test-long bench bench-reading bench-check real clean
MAKEFLAGS += --no-print-directory
unexport PYTHONDONTWRITEBYTECODE

SYSTEM_PYTHON ?= python3
PYTHON := .venv/bin/python
RASA_PYTHON := .venv-rasa/bin/python
PYTEST := $(PYTHON) -m pytest
ROOMS := bot actions tests requirements
INNER := $(wildcard bot/desk bot/assist bot/reader bot/measure bot/finetune bot/files bot/profiles bot/rehearsal bot/analytics bot/commands bot/processes)
BOTH := $(wildcard tests/desk tests/reader)
RASA_SIDE := $(BOTH) $(wildcard tests/nlu)

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: ## make both environments from the lock files
	@$(SYSTEM_PYTHON) requirements/install.py

run: setup ## start everything, print the address and a login link
	@exec $(PYTHON) -m bot serve

train: setup ## train what the data has made stale
	@$(PYTHON) -m bot train

check: lint types layers inner ## style, security rules, types, layers, inner rooms under both Pythons

lint: setup
	$(PYTHON) -m ruff check $(ROOMS)

types: setup
	$(PYTHON) -m mypy $(INNER)

layers: setup
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

inner: setup
	$(PYTEST) -q -m "not model and not long" tests/test_architecture.py $(BOTH)
	$(RASA_PYTHON) -m pytest -q -p no:cacheprovider -m "not model and not long" $(RASA_SIDE)

test: train ## all tests but the long ones
	@$(SYSTEM_PYTHON) requirements/browser.py
	@$(SYSTEM_PYTHON) requirements/postgresql.py
	$(PYTEST) -m "not long" tests
	$(RASA_PYTHON) -m pytest -q -p no:cacheprovider -m "model and not long" $(RASA_SIDE) || [ $$? -eq 5 ]

test-long: train ## the rest: crashes, long conversations
	@$(SYSTEM_PYTHON) requirements/browser.py
	@$(SYSTEM_PYTHON) requirements/postgresql.py
	@$(SYSTEM_PYTHON) requirements/bench.py
	$(PYTEST) -m long tests

bench: train ## measure against stock Rasa, in one run
	$(PYTHON) -m tests.bench

bench-reading: setup ## measure the reading against stock Rasa and others: make bench-reading GOLD=path
	@$(SYSTEM_PYTHON) requirements/bench.py
	$(PYTHON) -m tests.bench.reading $(if $(GOLD),"$(GOLD)")

bench-check: train ## how well replies are checked: found, false alarms, right row, speed
	$(PYTHON) -m tests.bench.check

real: train ## real messages through the API: make real GOLD=path
	@[ -n "$(GOLD)" ] || { echo "make real needs the file of messages: make real GOLD=path" >&2; exit 2; }
	$(PYTHON) -m tests.real "$(GOLD)"

clean: ## remove what was built; the record in var/ stays
	rm -rf .venv .venv-rasa models/trained models/rasa .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .rasa .hypothesis
	rm -rf var/uv-venv var/bench-packages var/tmp var/run
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
