# SPDX-License-Identifier: Apache-2.0
#
# Everything a person does with this repository. `make demo` and `make test` need nothing but a Swift toolchain;
# scripts/setup.sh, which they run first, installs the rest.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PREFIX ?= /usr/local
PORT   ?= 8080
PYTHON := .venv/bin/python

# Tests and demo share one debug build: the second of them finds it ready.
build_debug := swift build --product resumectl

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: ## Install what is missing: system packages, .venv
	@scripts/setup.sh

.PHONY: build
build: setup ## Build resumectl for debugging
	$(build_debug)

.PHONY: release
release: setup ## Build resumectl for use, and print where it is and its size
	swift build -c release --product resumectl
	@ls -lh "$$(swift build -c release --show-bin-path)/resumectl" | awk '{ print $$NF ", " $$5 }'

.PHONY: demo
demo: build ## Deploy the sample site to a local AWS and serve it (PORT=8080; CI=1 checks it and ends)
	@$(PYTHON) scripts/demo --port $(PORT) $(if $(CI),--check)

.PHONY: test
test: ## Run every test and the format lint
	@scripts/test.sh

.PHONY: test-swift
test-swift: ## Run the Swift tests
	@scripts/test.sh swift

.PHONY: test-e2e
test-e2e: ## Run the end-to-end tests and the demo's checks
	@scripts/test.sh end-to-end

.PHONY: test-python
test-python: ## Run the Python tests: counter, test AWS, scripts
	@scripts/test.sh python

.PHONY: fuzz
fuzz: setup ## Look for inputs that break a reader (CHECKS="xml ini" SECONDS_EACH=600 JOBS=2)
	@scripts/fuzz.sh $(CHECKS)

.PHONY: tsan
tsan: setup ## Run the Swift tests under the thread sanitizer
	@scripts/tsan.sh

.PHONY: lint
lint: ## Check the format of the Swift code
	@scripts/test.sh lint

.PHONY: format
format: ## Format the Swift code
	swift format -i -p -r Sources Tests Package.swift

.PHONY: install
install: release ## Install resumectl into PREFIX/bin (PREFIX=/usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 "$$(swift build -c release --show-bin-path)/resumectl" "$(DESTDIR)$(PREFIX)/bin/resumectl"

.PHONY: pictures
pictures: build ## Record the terminal pictures of the README anew
	@$(PYTHON) scripts/demo --pictures docs/images

.PHONY: clean
clean: ## Remove the build and .venv
	rm -rf .build .build-fuzz .build-tsan .venv
