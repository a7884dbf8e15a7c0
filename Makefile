# The few commands to remember. `make help` lists them.
# Everything a fresh Debian 12 machine needs is installed here; nothing is fetched at run time.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
APT := poppler-utils libgl1 libglib2.0-0 python3-venv fonts-ipaexfont-gothic fonts-ipaexfont-mincho \
       fonts-klee fonts-seto fonts-yozvox-yozfont fonts-yusei-magic fonts-kouzan-mouhitsu
APT_TRAIN := fonts-kiloji fonts-motoya-l-maruberi fonts-motoya-l-cedar fonts-sawarabi-gothic fonts-aoyagi-kouzan-t \
             fonts-aoyagi-soseki fonts-vlgothic fonts-migmix fonts-konatu fonts-breip fonts-femkeklaver \
             fonts-dkg-handwriting fonts-humor-sans fonts-sjfonts fonts-tomsontalks fonts-ecolier-court fonts-rufscript
APT_TEST := chromium-headless-shell libatomic1 postgresql fonts-noto-cjk
TYPESCRIPT := 5.9.3
TSC := build/typescript-$(TYPESCRIPT)/node_modules/.bin/tsc

.DEFAULT_GOAL := help
.PHONY: help run test check types bench bench-align bench-odd bench-hostile bench-night bench-desk bench-reviewer calibration setup setup-test lock forms samples cell-weights golden pictures contracts clean

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set up, digitise the sample scans, serve the desk at http://127.0.0.1:8000
	@$(BIN)/madoguchi setup
	@$(BIN)/madoguchi ingest form_templates/samples || test $$? -eq 1 # 1: done, with refused pages
	@$(BIN)/madoguchi serve

test: setup-test ## set up, check style and types, run every test
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --max-worker-restart=0 --durations=20 --durations-min=5

check: setup-test ## style, types and contracts: quick, before each commit
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory types
	@$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_contracts.py

types: ## the types of the desk's scripts, where Node.js is there
	@if ! command -v npm >/dev/null; then echo "types of the scripts: not checked, Node.js and npm are not here"; \
	elif ! test -x $(TSC) && ! npm install --prefix build/typescript-$(TYPESCRIPT) --no-save --no-package-lock --no-audit \
	  --no-fund --ignore-scripts --silent typescript@$(TYPESCRIPT) >/dev/null; then \
	  echo "types of the scripts: not checked, npm could not install TypeScript"; \
	else $(TSC) -p jsconfig.json; fi

bench: setup ## read 200 generated pages a level, as stock PaddleOCR and as the program does (ARGS="--glyphs DIR")
	@$(BIN)/python -m pipeline.evaluate.bench $(ARGS)

bench-align: setup ## lay generated pages with every defect, and pages that are no form; print what was right (25 minutes)
	@$(BIN)/python -m pipeline.evaluate.bench_align

bench-odd: setup ## fill in fields as they should not be: odd marks, struck-out answers, dirt, dittos; print what was accepted
	@$(BIN)/python -m pipeline.evaluate.bench_odd
	@$(BIN)/python -m pipeline.evaluate.bench_odd_writing

bench-desk: setup-test ## from a key to the next stop painted, and the server's pages, in the database of a large town (10 minutes)
	@$(BIN)/python -m tests.bench_desk $(ARGS)

bench-reviewer: setup-test ## a scripted person reviews 100 generated sheets on the desk (ARGS="--glyphs DIR"; 5 minutes)
	@$(BIN)/python -m tests.bench_desk.reviewer $(ARGS)

bench-night: setup-test ## a pile of 2,000 pages all in, cost as work grows, Dask and PostgreSQL, the counter meanwhile (ARGS="--part pile"; an hour)
	@$(BIN)/python -m tests.bench_night $(ARGS)

bench-hostile: setup ## put 2,200 damaged and malicious files into an inbox; print what became of them
	@$(BIN)/python -m pipeline.evaluate.bench_hostile $(ARGS)

calibration: setup ## fit how sure readings are on generated sheets anew (an hour and a half; ARGS="--keep FILE")
	@$(BIN)/python -m pipeline.evaluate.calibration $(ARGS)

setup: $(VENV)/.installed ## install the program
setup-test: $(VENV)/.installed-dev ## install the program and what its tests need

# A stamp names the lock it was made from, so that a second `make run` goes straight on.
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(call need_packages,$(APT))
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing Python packages (about 2 minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@$(call need_packages,$(APT_TEST))
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

# Installs what is missing of the Debian packages $(1); without root or sudo, says in one line what to install.
define need_packages
missing=""; for name in $(1); do \
  dpkg-query -W -f='$${Status}' $$name 2>/dev/null | grep -q '^install ok installed' || missing="$$missing $$name"; \
done; \
if [ -n "$$missing" ]; then \
  if [ "$$(id -u)" = 0 ]; then run=env; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then run=sudo; \
  elif command -v sudo >/dev/null && [ -t 0 ]; then run=sudo; \
  else echo "madoguchi: missing Debian packages; as root run: apt-get install$$missing" >&2; exit 3; fi; \
  echo "installing Debian packages:$$missing"; \
  $$run apt-get update -qq && $$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
fi
endef

forms: setup ## draw the blank forms and their templates anew
	@$(BIN)/python -m pipeline.paper.blanks

samples: setup ## make the shipped sample scans anew
	@$(BIN)/python -m pipeline.paper.shipped

cell-weights: setup ## fit the reader of single characters anew (needs jax; an hour; see pipeline/read/cell_net.toml)
	@$(call need_packages,$(APT_TRAIN))
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -r requirements-train.txt
	@$(BIN)/python -m pipeline.train.fit_cells $(ARGS)

golden: setup ## make the golden pages of the tests anew, one of each defect
	@$(BIN)/python -m pipeline.paper.golden

pictures: setup-test ## take the pictures of docs/ anew (ARGS="queue desk": only these)
	@$(BIN)/python -m tests.browser.pictures $(ARGS)

contracts: setup-test ## write openapi.json and template.schema.json anew
	@$(BIN)/madoguchi template schema > form_templates/template.schema.json
	@$(BIN)/python -m api.contract

lock: setup-test ## pin every package anew (needs pip-tools)
	@$(BIN)/pip-compile -q --strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host \
	  --no-emit-find-links -o requirements.lock pyproject.toml
	@$(BIN)/pip-compile -q --strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host \
	  --no-emit-find-links --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## remove the virtual environment, the data of trials and what was built
	rm -rf $(VENV) var build
