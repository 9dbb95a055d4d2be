# Everything here works on a fresh machine with python3 (3.11 or newer), make and a package manager.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup system run test test-long deb deb-check deb-check-boot test-fast coverage demo lint measure pictures words

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON ?= python3
SYSTEM_RUN := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core
SYSTEM_TEST := chromium
# Processes that share the tests, so that none ends long before another: one more than processors, as many tests wait for a browser or a disk.
TESTERS ?= 3
# Every process that a test starts would read our modules anew, were what is compiled of them not kept.
export PYTHONDONTWRITEBYTECODE :=
# Where the tests of `make test-fast` are. Those among them that take longer are marked `slow`.
FAST := $(addprefix tests/,answers delphi house questionnaire sealing services settings tally themes web)

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(STAMP) ## Create .venv and install everything, so that .venv/bin/survey works
	@$(MAKE) --no-print-directory system NEED="$(SYSTEM_RUN)"
	@if [ "$(MAKECMDGOALS)" = setup ]; then echo "Installed. Next: make run (a practice study, with the desk), or $(BIN)/survey --help"; fi

$(STAMP): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "This needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Set PYTHON=…" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	  || { echo "Could not create $(VENV). On Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the pinned packages (about a minute, once) …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@test -x $(BIN)/survey
	@touch $(STAMP)

# NEED: the Debian packages that must be there. Root installs what is missing; anyone else is told the line to run.
system:
	@missing=""; \
	for name in $(NEED); do \
	  case $$name in \
	    chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="$$missing $$name" ;; \
	    fonts-noto-core) [ -n "$$(ls /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf /usr/share/fonts/noto/NotoSans-Regular.ttf 2>/dev/null || true)" ] || missing="$$missing $$name" ;; \
	    *) so=$$(echo $$name | sed -E 's/-([0-9]+)$$/.so.\1/; s/subset0$$/subset.so.0/'); \
	       ldconfig -p 2>/dev/null | grep "$$so" >/dev/null || missing="$$missing $$name" ;; \
	  esac; \
	done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing$$missing …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else \
	    echo "Missing system packages. Run this, then try again:" >&2; \
	    echo "  sudo apt-get install$$missing" >&2; exit 1; \
	  fi; \
	fi

run: setup ## Make a practice study, answer it with invented people, and serve it with the desk
	@$(BIN)/survey --instance var practice
	@exec $(BIN)/survey --instance var serve --desk

demo: setup ## Publish, answer, close, open and report in one go, into ./demo
	@$(BIN)/survey demo --out demo --respondents 300 --seed 1

test: setup ## Run all checks and tests, side by side
	@$(MAKE) --no-print-directory system NEED="$(SYSTEM_TEST)"
	@$(MAKE) --no-print-directory lint & checks=$$!; tests=0; \
	$(BIN)/python -m pytest -m "not measurement and not long" -n $(TESTERS) --dist worksteal || tests=$$?; \
	wait $$checks && exit $$tests

test-long: setup ## Run the journeys that take minutes each, and look for examples that nobody thought of
	@$(MAKE) --no-print-directory system NEED="$(SYSTEM_TEST)"
	@$(BIN)/python -m pytest -m long -n 2 --dist worksteal
	@$(BIN)/python -m pytest -m "hypothesis and not measurement" --hypothesis-profile new-examples -n 2 --dist worksteal

deb: setup ## Build the Debian packages, for Debian 12 and 13, into build/
	@$(BIN)/python config/packaging/build_deb.py 12 13

deb-check: deb ## Install, set up, serve and purge those packages in clean roots, and follow the guide for several nodes (as root; needs debootstrap)
	@$(BIN)/python -m pytest -m long -rs tests/packaging/test_package_installed.py tests/packaging/test_nodes_guide.py

deb-check-boot: deb ## Run the units of those packages under a systemd that boots (as root; needs debootstrap, systemd-nspawn)
	@$(BIN)/python -m pytest -m long -rs tests/packaging/test_package_booted.py

test-fast: setup ## Run the tests that need no browser, PDF, PostgreSQL, server or solver
	@$(BIN)/python -m pytest -m "not browser and not measurement and not slow" -n 2 --dist worksteal $(FAST)

coverage: setup ## Run all tests and print which lines of survey/ none of them ran
	@$(MAKE) --no-print-directory system NEED="$(SYSTEM_TEST)"
	@mkdir -p build/coverage
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -m "not measurement" -n $(TESTERS) --dist worksteal
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

lint: setup ## Format, lint, types and import contracts
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache | tail -n 3

measure: setup ## Run the opt-in measurements of speed and memory
	@$(BIN)/python -m pytest -m measurement -s tests/measurements

pictures: setup ## Take the README's pictures, and one of every page into build/pictures
	@$(MAKE) --no-print-directory system NEED="$(SYSTEM_TEST)"
	@$(BIN)/python -m tests.browser.take_pictures

words: setup ## Gather the words of the public pages into config/languages, to be translated there
	@$(BIN)/python -m tests.house.gather_words --show
