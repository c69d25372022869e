# Every command there is. `make` alone lists them; CI runs `make test`, word for word.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
MAKEFLAGS += --no-print-directory

export CARGO_TERM_COLOR ?= auto
# The tests on PostgreSQL may not be skipped here: `setup` has installed it.
export BANGDU_REQUIRE_POSTGRES ?= 1
LISTEN ?= 127.0.0.1:8080
DATA ?= data/demo
BOARD ?= 127.0.0.1:8081
CASES ?= 20000

.PHONY: help
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: prepare ## fill a demo city and serve it at http://127.0.0.1:8080
	cargo run --locked -p bangdu -- demo --data $(DATA) --listen $(LISTEN) --board-url http://$(BOARD)

.PHONY: board
board: prepare ## publish what the demo has approved, serve it at http://127.0.0.1:8081, take clues (make clues)
	cargo run --locked -p bangdu -- publish --to data/demo-public --data $(DATA)
	cargo run --locked -p bangdu -- board --dir data/demo-public --inbox data/demo-inbox --listen $(BOARD)

.PHONY: clues
clues: prepare ## bring the clues that citizens left on the demo's board into the demo
	cargo run --locked -p bangdu -- fetch clues --from data/demo-inbox --data $(DATA)

.PHONY: test
test: setup lint ## do all the set-up there is and run every test, as CI does
	mkdir -p target/logs
	cargo test --locked --workspace 2>&1 | tee target/logs/cargo.log
	logs=target/logs/cargo.log
	if [ -f web/playwright.config.ts ]; then
	  npm --prefix web run --if-present check
	  npm --prefix web test 2>&1 | tee target/logs/web.log
	  logs+=" target/logs/web.log"
	fi
	ops/tally $$logs

.PHONY: check
check: prepare lint ## the quick inner loop: format, clippy with warnings as errors, unit tests
	cargo test --locked --workspace --lib --bins

.PHONY: setup
setup: ## install what the tests need (Chromium, PostgreSQL, fonts; npm packages)
	ops/setup test
	$(MAKE) prepare

.PHONY: bench
bench: prepare ## build a large store and measure it on both engines
	cargo bench --locked --workspace --bench load
	cargo build --locked --release -p bangdu
	cargo bench --locked -p bangdu --bench routes
	cargo bench --locked -p bangdu --bench teams
	cargo bench --locked -p bangdu --bench hotline
	PROGRAM=target/release/bangdu npm --prefix web run bench

.PHONY: fuzz
fuzz: prepare ## throw malformed files at the parsers; CASES=20000 each
	PROPTEST_CASES=$(CASES) cargo test --locked --workspace fuzz

.PHONY: pictures
pictures: setup ## take the pictures that the READMEs show
	cargo build --locked --workspace
	npm --prefix web run pictures

.PHONY: clean
clean: ## remove what was built and the demo's data
	rm -rf target web/node_modules web/dist app/assets/vendor data/demo data/demo-public data/demo-inbox

# What a build needs: a C compiler for the embedded store, and the browser's scripts.
.PHONY: prepare
prepare:
	@ops/setup build
	if [ -f web/package.json ]; then
	  $(MAKE) web/node_modules/.package-lock.json
	  node web/vendor.mjs
	fi

.PHONY: lint
lint:
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	npm ci --prefix web --no-audit --no-fund
