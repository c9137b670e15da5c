# Everything a newcomer or a change needs. Each target sets the machine up first (.ci/setup).
.DEFAULT_GOAL := help
.PHONY: help demo run test month soak fuzz lint format bench ha installer

PYTHON_HERE := .venv/bin/python
# Passed on to the command, as in: make demo ARGS="--headless --out /tmp/shots"
ARGS ?=
# The machine of record has two cores, and a good part of the tests waits for a link, a kill or a clock: a third
# worker fills the gaps. Files stay whole on one worker, with their servers and ports.
WORKERS ?= 3
CASES ?= 100000
MONTH ?= 60000

help: ## List these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

demo: ## Play the main job: travellers, the desk, a small HQ, a cut link; needs nothing set up before
	@.ci/setup window
	@$(PYTHON_HERE) -m app demo $(ARGS)

run: ## Open the desk of the station on this machine (make one first: .venv/bin/matapa init)
	@.ci/setup window
	@$(PYTHON_HERE) -m app run $(ARGS)

test: lint ## Everything a change must pass: lint, then every test
	$(PYTHON_HERE) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

soak: ## Kill, cut, fill and restore a little nation at random for long (ARGS="--minutes 30 --seed 7")
	@.ci/setup
	@$(PYTHON_HERE) -m tests.journeys.chaos $(ARGS)

month: ## Close, carry and count a month of 60,000 crossings, each figure against a count by hand (MONTH=60000)
	@.ci/setup
	MONTH=$(MONTH) $(PYTHON_HERE) -m pytest -q --durations=8 tests/journeys/test_month.py

fuzz: ## Look much longer for bytes that break a parser (CASES=100000 for each)
	@.ci/setup
	FUZZ_CASES=$(CASES) $(PYTHON_HERE) -m pytest -n $(WORKERS) -m fuzz $(ARGS)

lint: ## Style, types and the walls between rooms
	@.ci/setup
	$(PYTHON_HERE) -m ruff check .
	$(PYTHON_HERE) -m ruff format --check .
	$(PYTHON_HERE) -m mypy
	.venv/bin/lint-imports

format: ## Bring the layout of all code into order
	@.ci/setup
	$(PYTHON_HERE) -m ruff check --fix --quiet . || true
	$(PYTHON_HERE) -m ruff format .

bench: ## Measure and print every figure with its aim (ARGS="store --scale 0.01" for a taste; documents-100m, nation and stations only by name)
	@.ci/setup
	@$(PYTHON_HERE) -m bench $(ARGS)

ha: ## Kill what HQ stands on, beyond one machine, in the middle of ingest (ARGS="--kills 3" is shorter)
	@.ci/setup ha
	@$(PYTHON_HERE) -m bench.ha $(ARGS)

installer: ## Make dist/matapa, a folder that runs the station without Python
	@.ci/setup
	@UV_SYSTEM_CERTS=1 $(or $(wildcard .tools/bin/uv),uv) run --quiet --no-sync --with "pyinstaller>=6.22,<7" \
		python -m PyInstaller --noconfirm --log-level WARN build_installer.spec
