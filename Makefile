# Quill. The work itself is in scripts/, so that it can be used without make.

.DEFAULT_GOAL := help
.PHONY: help build test demo lint format hooks bench nightly clean

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

build: ## set up and build quill in release
	scripts/setup
	swift build -c release --product quill

test: ## build and run every test, as CI does
	scripts/test

demo: ## backtest a shipped strategy over shipped bars
	scripts/demo

lint: ## check the Swift sources against .swift-format
	scripts/lint

format: ## rewrite the Swift sources as .swift-format says
	scripts/lint --fix

hooks: ## let git refuse, before a commit, what must not be committed
	git config core.hooksPath scripts/hooks

bench: ## measure W1 beside its peers (see Tests/Benchmarks/README.md)
	Tests/Benchmarks/run-w1

nightly: ## the long runs
	scripts/nightly

clean: ## remove everything that was built
	rm -rf .build .build-release Tests/Benchmarks/.build
