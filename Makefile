# Everything people do with gemz. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash

SWIFT := swift
# Undeclared imports between targets are errors here; a plain `swift build` would let them pass.
FLAGS := --explicit-target-dependency-import-check error
RUN_TESTS = $(SWIFT) test $(FLAGS) --skip-build --disable-xctest
RUN_CONSOLE_TESTS = .venv-console/bin/pytest --quiet -p no:cacheprovider Tests/Console
TEST_SDK = .venv-sdk/bin/python Tests/SDK/run.py
FUZZ = .venv-fuzz/bin/python Tests/Fuzz/run.py
SOURCES := Package.swift Sources Plugins Tests Benchmarks/Package.swift Benchmarks/Sources

NO_CLIENTS := test-sdk: skipped, since GEMZ_CLIENTS names no folder with the vendors' SDK clients

.PHONY: help setup run demo build debug test test-release test-console test-crash test-sdk fuzz plugins new-platform fixtures bench format lint ci clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: ## install Debian packages and git hooks
	@scripts/bootstrap test
	@git config core.hooksPath .githooks

debug:
	@scripts/bootstrap build
	@$(SWIFT) build $(FLAGS) --product gemz

run: debug ## start host, stand-ins and a private database, and stay up
	@scripts/bootstrap run
	@exec .build/debug/gemz dev $(ARGS)

demo: debug ## run all six searches over HTTP and write their results to demo-output/
	@scripts/bootstrap run
	@.build/debug/gemz demo $(ARGS)

build: ## release programs in .build/release
	@scripts/bootstrap build
	@$(SWIFT) build $(FLAGS) -c release --product gemz
	@$(SWIFT) build $(FLAGS) -c release --product gemz-server

test: ## every test, from pure ones to a real browser; ARGS="--filter Name" for some
	@scripts/bootstrap $(if $(ARGS),test,console)
	@$(if $(ARGS),,scripts/bootstrap fuzz)
	@$(if $(ARGS),,$(if $(GEMZ_CLIENTS),scripts/bootstrap sdk))
	@$(SWIFT) build $(FLAGS) --build-tests
ifdef ARGS
	@$(RUN_TESTS) $(ARGS)
else
	@# One after the other: a compiler, whole programs, hosts by the hundred and small tests would take each other's time.
	@$(RUN_TESTS) --skip HostTests --skip EndToEndTests
	@$(RUN_TESTS) --filter HostTests
	@$(RUN_CONSOLE_TESTS)
	@$(RUN_TESTS) --filter NewPlatformTests
	@$(if $(GEMZ_CLIENTS),$(TEST_SDK),echo "$(NO_CLIENTS)")
	@$(FUZZ) --examples 50 --seed 1
	@$(RUN_TESTS) --filter EndToEndTests --skip NewPlatformTests
endif

test-release: build ## the six searches with the release program
	@scripts/bootstrap test
	@$(SWIFT) build $(FLAGS) --build-tests
	@GEMZ_RELEASE=$(CURDIR)/.build/release/gemz $(RUN_TESTS) --filter EndToEndTests.ReleaseTests

test-console: debug ## the console in a real browser; GEMZ_UPDATE_SCREENSHOTS=1 takes docs/screenshots anew
	@scripts/bootstrap console
	@$(RUN_CONSOLE_TESTS) $(ARGS)

fuzz: debug ## 1,000 requests invented for each route and phase, from the API document; ARGS="--examples 50 --seed 1"
	@scripts/bootstrap fuzz
	@$(FUZZ) --examples 1000 $(ARGS)

test-crash: ## kill hosts for a minute, and Postgres; GEMZ_CRASH_SEED=7 repeats a run
	@scripts/bootstrap test
	@$(SWIFT) build $(FLAGS) --build-tests
	@GEMZ_CRASH=long $(RUN_TESTS) --filter Crash

test-sdk: $(if $(GEMZ_CLIENTS),debug) ## the vendors' own SDKs against the stand-ins; GEMZ_CLIENTS is the folder of their clients
	@$(if $(GEMZ_CLIENTS),scripts/bootstrap sdk)
	@$(if $(GEMZ_CLIENTS),$(TEST_SDK),echo "$(NO_CLIENTS)")

plugins: ## build and test the plugins alone, without the host
	@scripts/bootstrap build
	@GEMZ_PLUGINS_ONLY=1 $(SWIFT) test $(FLAGS) --disable-xctest --scratch-path .build-plugins $(ARGS)

new-platform: ## write a platform's files, NAME=Threads; ARGS=--remove takes them away again
	@scripts/bootstrap build
	@GEMZ_PLUGINS_ONLY=1 $(SWIFT) run $(FLAGS) --scratch-path .build-plugins gemz-kit new-platform $(NAME) $(ARGS)

fixtures: ## replay the fixtures; GEMZ_UPDATE_FIXTURES=1 make fixtures rewrites expectations
	@scripts/bootstrap build
	@GEMZ_PLUGINS_ONLY=1 $(SWIFT) test $(FLAGS) --disable-xctest --scratch-path .build-plugins --filter Conformance

bench: ## measure against peers, in release: a table and Benchmarks/results.json; ROWS="status transform" for some
	@scripts/bootstrap bench
	@$(SWIFT) build $(FLAGS) -c release --package-path Benchmarks
	@cd Benchmarks && .venv/bin/python -m driver $(ROWS)

format: ## format every source
	@$(SWIFT) format -i -p -r $(SOURCES)

lint: ## what the formatter would change, and what it refuses
	@$(SWIFT) format lint --strict -p -r $(SOURCES)

ci: lint test ## what CI runs

clean: ## remove what was built and the development data
	@rm -rf .build .build-plugins .venv-console .venv-fuzz .venv-sdk .gemz demo-output
