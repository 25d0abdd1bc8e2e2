# `make run`: a demo shop on SQLite. `make test`: every test, on SQLite and PostgreSQL. `make torture`: kills and races, for hours.
.PHONY: run test torture bench compare record record-graph fmt check

run:
	@echo "Building Stheno (the first build takes a few minutes) ..."
	@cargo build --release --locked -p stheno-server
	@./target/release/stheno start --demo

test:
	@scripts/test

torture:
	@cargo build --release --locked -p stheno-server -p stheno-torture -p torture-shop
	@scripts/fuzz $(or $(FUZZ),600)
	@./target/release/torture all --kills $(or $(KILLS),1000) --races $(or $(RACES),200) --seed $(or $(SEED),1)

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
