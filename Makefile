# Python 3.11 and make are all that a machine needs; deploy/set_up.py makes the rest ready.
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench pack demo-reset docs stop lock
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(firstword $(shell command -v python3.11 python3))
VENV := .venv/bin/python
MADE_READY := @$(PYTHON) -m deploy.set_up
WITH_DATABASE := @$(PYTHON) -m deploy.with_database $(VENV)
# What a real portal sets and a demonstration does not, so that its checks can be tried here.
AS_IF_REAL := DEMONSTRATION=0 CLOCK_OFFSET_DAYS=0 LOG_LEVEL=WARNING ALLOWED_HOSTS=portal.example \
	PORTAL_ADDRESS=https://portal.example EMAIL_URL=smtp+tls://mail.example:587 \
	DATABASE_URL=postgres://nobody@db.example/asked-by-no-check

help:
	@echo "make run         set up what is missing and serve the portal with its demonstration"
	@echo "make test        set up what is missing and run every test"
	@echo "make check       style, types, import contracts, settings, migrations, generated documents"
	@echo "make fix         bring Python and templates into style"
	@echo "make pack        build the demonstration's board pack and print where it is"
	@echo "make bench       measure, each figure against its target"
	@echo "make setup       only set up"
	@echo "make demo-reset  load the demonstration afresh"
	@echo "make docs        write the generated documents again"
	@echo "make stop        stop the portal and its database"
	@echo "make lock        choose and lock the newest packages that pyproject.toml allows"

setup:
	$(MADE_READY) run

run:
	$(MADE_READY) run pack
	@exec $(PYTHON) -m deploy.serve

test:
	$(MADE_READY) test
	$(WITH_DATABASE) -m pytest -n 2

check:
	$(MADE_READY) check
	@$(VENV) -m ruff format --check --quiet .
	@$(VENV) -m ruff check --quiet .
	@find templates -name '*.html' | xargs $(VENV) -m djhtml --check --tabwidth 2
	@$(AS_IF_REAL) $(VENV) -m mypy csp_portal meetings actions delivery_plans isp_requests deploy
	@$(VENV) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	@$(VENV) -m check_jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
	@$(AS_IF_REAL) $(VENV) manage.py check --deploy --fail-level WARNING
	$(WITH_DATABASE) manage.py makemigrations --check --dry-run
	$(WITH_DATABASE) manage.py documentation --check

fix:
	$(MADE_READY) check
	@$(VENV) -m ruff check --quiet --fix .
	@$(VENV) -m ruff format --quiet .
	@find templates -name '*.html' | xargs $(VENV) -m djhtml --tabwidth 2

pack:
	$(MADE_READY) run
	@LOG_LEVEL=WARNING $(PYTHON) -m deploy.with_database $(VENV) manage.py demonstration_pack

demo-reset:
	$(MADE_READY) run reset

bench:
	$(MADE_READY) test
	@for file in tests/bench/bench_*.py; do \
	  $(PYTHON) -m deploy.with_database --owner $(VENV) -m $$(echo $${file%.py} | tr / .) || exit 1; \
	done

docs:
	$(MADE_READY) check
	$(WITH_DATABASE) manage.py documentation

stop:
	@$(PYTHON) -m deploy.serve stop

lock:
	$(MADE_READY) check
	@$(PYTHON) -m deploy.lock
