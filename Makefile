# make run    builds keyshift and rehearses the main job
# make serve  builds the fake KMS for real clients (keyshift serve)
# make test   builds and runs every test, then checks the format
# Each target installs what it needs and the machine lacks (.ci/setup). Run with a Swift toolchain (6.2 or later) on PATH.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

# A scratch path of its own for release: one path holds one configuration, and the main job never compiles a test.
release := .build-release
keyshift := $(release)/release/keyshift
protobuf := .build/checkouts/swift-protobuf
main_job := scenarios/kms-migration-key-export.json

# Python's packages that tests judge by; .ci/setup makes the environment when the running python3 lacks them.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: setup run serve test bench lint format baselines messages readme build build-tests unit-tests setup-tests setup-bench

setup:
	@.ci/setup build

setup-tests: setup
	@.ci/setup tests

setup-bench: setup
	@.ci/setup bench

build: setup
	swift build --configuration release --product keyshift --scratch-path $(release)

run: build
	$(keyshift) run $(main_job) --crypto real

# The web server takes minutes to build the first time; only this target and the tests build it.
serve: build
	swift build --configuration release --product keyshift-serve --scratch-path $(release)
	@echo "built: $(keyshift) serve --aws 127.0.0.1:4599"

build-tests: setup-tests
	swift build --build-tests

unit-tests: build-tests
	swift test --skip-build --parallel --disable-xctest

test: unit-tests
	@$(MAKE) lint

# Ratios against a C++ reference in one interleaved run; reported, never gated.
bench: build setup-bench
	$(keyshift) bench kernel
	python3 Tests/Benchmarks/compare.py --keyshift $(keyshift)

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

format:
	swift format format --in-place --recursive --parallel Package.swift Sources Tests

# Replaces every committed report by what the scenarios give now. Read the difference before you commit it.
baselines: build
	@for scenario in scenarios/*.json; do \
	  case $$scenario in *.schema.json) continue ;; esac; \
	  name=$$(basename $$scenario .json); \
	  echo "reports/$$name.json"; \
	  $(keyshift) run $$scenario --crypto symbolic --quiet --update-baseline reports/$$name.json; \
	done

# Writes the messages of gRPC anew from their .proto files; only who changes those needs it.
messages: setup
	@.ci/setup messages
	swift package resolve
	swift build --package-path $(protobuf) --scratch-path .build-protoc --product protoc-gen-swift
	protoc --proto_path=Sources/GoogleGrpc/Protocol --proto_path=$(protobuf)/Protos/Sources/SwiftProtobuf \
	  --plugin=.build-protoc/debug/protoc-gen-swift --swift_out=Sources/GoogleGrpc/Generated \
	  Sources/GoogleGrpc/Protocol/*.proto

# Rewrites the tables of README from what the built program says of itself.
readme: build-tests
	KEYSHIFT_UPDATE_README=1 swift test --skip-build --disable-xctest --filter ReadmeTests
