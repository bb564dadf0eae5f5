# SPDX-License-Identifier: Apache-2.0
#
# Everything a person does with this repository. `make demo` and `make test` need nothing but a Swift toolchain;
# scripts/setup.sh, which they run first, installs the rest.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PREFIX ?= /usr/local
PORT   ?= 8080
AWS_PORT ?= 5566
PYTHON := .venv/bin/python

# Tests and demo share one debug build: the second of them finds it ready.
build_debug := swift build --product resumectl

# Not as an argument: the flags may not be found out, and without them something else would be built.
build_release = flags=$$(scripts/release/flags.sh) && swift build $$flags
release_binary = $$(swift build -c release --show-bin-path)/resumectl

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: ## Install what is missing: system packages, .venv
	@scripts/setup.sh

.PHONY: build
build: setup ## Build resumectl for debugging
	$(build_debug)

.PHONY: release
release: setup ## Build resumectl for use, and print where it is and its size
	$(build_release) --product resumectl
	@ls -lh "$(release_binary)" | awk '{ print $$NF ", " $$5 }'

.PHONY: demo
demo: build ## Deploy the sample site to a local AWS and serve it (PORT=8080; CI=1 checks it and ends)
	@$(PYTHON) scripts/demo --port $(PORT) $(if $(CI),--check)

.PHONY: local-aws
local-aws: ## Run the local AWS of the tests (AWS_PORT=5566), to try commands without an account
	@scripts/setup.sh --python-only
	@printf '%s\n' 'In another terminal:' \
		'  export AWS_ENDPOINT_URL=http://127.0.0.1:$(AWS_PORT) AWS_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true' \
		'  export AWS_ACCESS_KEY_ID=AKIDEXAMPLE0TEST0001 AWS_SECRET_ACCESS_KEY=testing-secret-key/EXAMPLE+0001' \
		'Ctrl-C ends it, and with it everything that was deployed.'
	@PYTHONPATH=Tests/AWS $(PYTHON) -m testaws --port $(AWS_PORT)

.PHONY: test
test: ## Run every test and the format lint
	@scripts/test.sh

.PHONY: test-swift
test-swift: ## Run the Swift tests
	@scripts/test.sh swift

.PHONY: endpoint-test
endpoint-test: setup ## Compare every host and signing region with botocore's
	swift test --disable-xctest --filter EndpointTableTests

.PHONY: test-e2e
test-e2e: ## Run the end-to-end tests and the demo's checks
	@scripts/test.sh end-to-end

.PHONY: test-release
test-release: release ## Run the end-to-end tests with the release build, which is what users get
	@RESUMECTL=$(release_binary) scripts/test.sh binary

.PHONY: test-python
test-python: ## Run the Python tests: counter, test AWS, scripts
	@scripts/test.sh python

.PHONY: policy-test
policy-test: build ## Prove the policies of `resumectl policy`: enough, and nothing too much (some minutes)
	@scripts/test.sh policies

.PHONY: crash-test
crash-test: build ## Kill runs after every request, run them again, print the table (5 minutes)
	@$(PYTHON) scripts/reliability.py crash $(if $(MARKDOWN),--markdown $(MARKDOWN))

.PHONY: fault-test
fault-test: build ## Disturb every operation in every way, print the table (15 minutes)
	@$(PYTHON) scripts/reliability.py fault $(if $(MARKDOWN),--markdown $(MARKDOWN))

.PHONY: race-test
race-test: build ## Run two commands at the same time again and again, print the table (10 minutes)
	@$(PYTHON) scripts/reliability.py race $(if $(MARKDOWN),--markdown $(MARKDOWN))

.PHONY: fuzz
fuzz: setup ## Look for inputs that break a reader (CHECKS="xml ini" SECONDS_EACH=600 JOBS=2)
	@scripts/fuzz.sh $(CHECKS)

.PHONY: tsan
tsan: setup ## Run the Swift tests under the thread sanitizer
	@scripts/tsan.sh

# The benchmarks measure the release build, or RESUMECTL.
bench := PYTHONPATH=Benchmarks Benchmarks/.venv/bin/python -m

.PHONY: bench-setup
bench-setup:
	@scripts/setup.sh --benchmarks
	$(if $(RESUMECTL),,$(build_release) --product resumectl)

.PHONY: bench
bench: bench-setup ## Measure resumectl beside its peers (QUICK=1: small; ONLY="W1 N memory": parts; 30 minutes)
	@$(bench) bench $(if $(QUICK),--quick) $(if $(RECORD),--record) $(ONLY)

.PHONY: bench-check
bench-check: bench-setup ## Check the benchmark's uploads on moto and on rclone serve s3 (ONLY="W1 D"; 5 minutes)
	@$(bench) bench.other_servers $(ONLY)

.PHONY: bench-micro
bench-micro: ## Count instructions of small pieces, compare with those recorded (RECORD=1 keeps them)
	@scripts/setup.sh --benchmarks
	export RESUMECTL_BENCHMARKS=1; $(build_release) --product resumectl-micro
	@$(PYTHON) Benchmarks/micro.py --binary "$(release_binary)-micro" \
		$(if $(RECORD),--record) $(PIECES)

.PHONY: lint
lint: ## Check the format of the Swift code
	@scripts/test.sh lint

.PHONY: format
format: ## Format the Swift code
	swift format -i -p -r Sources Tests Benchmarks Package.swift

.PHONY: man
man: release ## Write the man page to .build/resumectl.1
	@$(PYTHON) scripts/man_page.py "$(release_binary)" > .build/resumectl.1
	@echo ".build/resumectl.1; look at it with: man -l .build/resumectl.1"

.PHONY: install
install: release ## Install resumectl, its man page and completions (PREFIX=/usr/local, DESTDIR)
	@scripts/install.sh "$(release_binary)" "$(DESTDIR)$(PREFIX)"

.PHONY: uninstall
uninstall: ## Remove what install put there
	@scripts/install.sh --remove "$(DESTDIR)$(PREFIX)"

.PHONY: pictures
pictures: build ## Record the pictures of docs/screens.md again
	@$(PYTHON) scripts/demo --pictures docs/images
	@$(PYTHON) scripts/preview_pictures.py docs/images

.PHONY: clean
clean: ## Remove the builds and environments
	rm -rf .build .build-fuzz .build-tsan .venv Benchmarks/.build Benchmarks/.venv
