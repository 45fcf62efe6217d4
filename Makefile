# The two commands are `make demo` and `make test`. Each prepares what it needs on a machine with
# Python 3.11 or newer and nothing else of ours. DATABASE_URL points both at another PostgreSQL.

# The machine's own python3 first; a name may be there and still not run.
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$name; break; }; done)
RUN := .venv/bin/python

.PHONY: help setup demo test verify lock

help:
	@echo "make demo    prepare, then serve the shop with its demo world (PORT=8000)"
	@echo "make test    prepare, then run every gate and every test (ARGS=... go to pytest)"
	@echo "make setup   prepare only: .venv and translations; starts nothing"
	@echo "make verify  prepare, then run the static gates only"
	@echo "make lock    write requirements/*.txt anew (UPGRADE=1: with newer versions)"

setup: .python
	@$(PYTHON) scripts/prepare.py

demo: setup
	@ATTEST_ENDS_WITH_PARENT=1 exec $(RUN) manage.py demo

test: .python
	@$(PYTHON) scripts/prepare.py --for-tests
	@exec $(RUN) scripts/run_tests.py $(ARGS)

verify: .python
	@$(PYTHON) scripts/prepare.py --for-tests
	@exec $(RUN) manage.py verify

lock: .python
	@$(PYTHON) scripts/prepare.py --for-tests
	@exec sh scripts/lock.sh

.PHONY: .python
.python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found."; exit 1; }
