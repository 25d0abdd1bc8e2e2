# `make run`: a demo shop on SQLite. `make test`: every test, on SQLite and PostgreSQL.
.PHONY: run test bench compare record record-graph fmt check

run:
	@echo "Building Stheno (the first build takes a few minutes) ..."
	@cargo build --release --locked -p stheno-server
	@./target/release/stheno start --demo

test:
	@scripts/test

bench:
	@bench/run

compare:
	@scripts/compare

record:
	@scripts/record

record-graph:
	@scripts/record-graph

fmt:
	@cargo fmt --all

check:
	@cargo fmt --all --check
	@cargo clippy --workspace --all-targets --locked -- -D warnings
	@cargo run --quiet --locked -p xtask -- tidy
