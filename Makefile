# Everything that people and CI do here: `make help` lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

LISTEN ?= 127.0.0.1:8080
CARGO_TARGET_DIR ?= $(CURDIR)/target
export CARGO_TARGET_DIR
export PATH := $(CURDIR)/.tools/bin:$(PATH)

debug := $(CARGO_TARGET_DIR)/debug
release := $(CARGO_TARGET_DIR)/release
bench := $(CARGO_TARGET_DIR)/bench

step = @printf '\n==> %s\n' '$(1)'

.PHONY: help run test check fix bless bench martin paint exact hostile crash fuzz audit package package-test pictures web
help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | expand -t 16

run: ready-to-run web ## the demo city on this machine (LISTEN=127.0.0.1:8080)
	$(call step,build)
	cargo build --release --locked
	$(call step,demo city)
	$(release)/wareng-demo layers/data
	$(call step,serve)
	exec $(release)/wareng serve --layers layers --listen $(LISTEN)

test: ready-to-test fmt deny web-tests clippy demo rust-tests api e2e ## everything, as CI runs it
	@printf '\nall tests passed\n'

check: fmt clippy ## the quick part: format, lints, unit tests
	$(call step,unit tests)
	cargo test --locked --lib

fix: web/dist/index.html ## format everything and take what the linters can mend
	cargo clippy --fix --all-targets --allow-dirty --allow-staged
	cargo fmt
	cargo fmt --manifest-path fuzz/Cargo.toml
	npm --prefix web run fix

bless: demo scripts/api/node_modules/.package-lock.json ## write the golden files anew; read the diff before you commit
	# The description of the API is compiled with its examples: those first.
	UPDATE=1 cargo test --locked --test openapi
	UPDATE=1 cargo test --locked
	npm --prefix web run types

bench: web/dist/index.html $(bench)/python/requirements.txt $(if $(WARENG_CITY_MAKER),$(bench)/city/complete) ## benchmarks (BENCH=locator for one)
	cargo bench --locked $(if $(BENCH),--bench $(BENCH))

martin: ## martin, a peer of the bench of that name: 25 minutes on two cores, once
	CARGO_TARGET_DIR=$(bench)/martin/target cargo install martin --version 1.14.0 --locked \
	  --no-default-features --features postgres,mbtiles,pmtiles,geojson --root $(bench)/martin
	rm -rf $(bench)/martin/target

paint: ready-to-test web ## how long the page takes on a slow line and a slow phone
	cargo build --release --locked
	$(release)/wareng-demo layers/data
	scripts/served.sh $(release)/wareng node web/e2e/first-paint.mjs

exact: ready-to-test web/dist/index.html demo ## ten million places against exact arithmetic, a million against PostGIS and tiles
	$(call step,exact arithmetic)
	cargo test --locked --test exact -- --ignored --nocapture ten_million
	$(call step,PostGIS)
	cargo test --locked --test postgis -- --nocapture published_borders
	$(call step,tiles)
	cargo test --locked --test tile_answers -- --ignored --nocapture

hostile: web/dist/index.html ## what hostile callers, files and disks try, and what they get: a minute
	cargo test --locked --test hostile -- --include-ignored --nocapture

crash: web/dist/index.html ## kill -9 at a hundred random moments (CRASH_SEED=n for the same again): two minutes
	cargo test --locked --test crash -- --ignored --nocapture

fuzz: ready-to-fuzz web/dist/index.html ## a minute for each fuzz target (FUZZ=name for one, SECONDS=900)
	targets=$(or $(FUZZ),$$(cargo fuzz list)); for target in $$targets; do \
	  mkdir -p "fuzz/corpus/$$target"; \
	  CARGO_TARGET_DIR=$(CARGO_TARGET_DIR)/fuzz RUSTC_BOOTSTRAP=1 \
	    cargo fuzz run --sanitizer none "$$target" "fuzz/corpus/$$target" "fuzz/seeds/$$target" \
	    -- -max_total_time=$(or $(SECONDS),60) -max_len=1024; \
	done

audit: web/node_modules/.package-lock.json scripts/api/node_modules/.package-lock.json ## faults that are known of npm packages; where the registry does not say, it fails
	npm --prefix web audit
	npm --prefix scripts/api audit

package: ready-to-package web/dist/index.html ## a Debian package, into target/debian (packaging/README.md)
	cargo build --release --locked --bins
	rm -rf $(CARGO_TARGET_DIR)/debian
	cargo deb --no-build --locked

package-test: package ## the package in a Debian of its own: installed, asked, upgraded, purged; as root
	scripts/package-test.sh $(CARGO_TARGET_DIR)/debian/*.deb

pictures: web/dist/index.html demo ## what the browser tests see, into web/e2e/screenshots, to be looked at
	WARENG_PICTURES=1 scripts/served.sh $(debug)/wareng npm --prefix web run e2e

web: web/dist/index.html ## the page, into web/dist


# The steps of the above, each of which can be run alone.

.PHONY: ready-to-run ready-to-test ready-to-fuzz ready-to-package fmt deny web-tests clippy demo rust-tests api e2e
ready-to-run ready-to-test ready-to-fuzz ready-to-package: ready-to-%:
	$(call step,what this machine lacks to $*)
	scripts/bootstrap.sh $*

fmt:
	$(call step,format)
	cargo fmt --check
	cargo fmt --check --manifest-path fuzz/Cargo.toml

deny:
	$(call step,licences and sources of dependencies)
	cargo deny --locked check -D unmatched-skip -D unnecessary-skip bans licenses sources

# Before clippy and the tests: the binary holds the built page.
web-tests: web/node_modules/.package-lock.json web/dist/index.html
	$(call step,page: lints and unit tests)
	npm --prefix web run lint
	npm --prefix web test

clippy: web/dist/index.html
	$(call step,lints)
	cargo clippy --locked --all-targets -- -D warnings

demo:
	$(call step,demo city)
	cargo build --locked --bins
	$(debug)/wareng-demo layers/data

rust-tests:
	$(call step,tests)
	cargo test --locked

api: scripts/api/node_modules/.package-lock.json
	$(call step,the API against its description)
	scripts/served.sh $(debug)/wareng scripts/api.sh

e2e:
	$(call step,the page in a browser)
	scripts/served.sh $(debug)/wareng npm --prefix web run e2e

# Folders count too, so that a deleted file is a change.
WEB_FILES := $(shell find web -mindepth 1 \( -name node_modules -o -name dist \) -prune -o -print)

web/dist/index.html: $(WEB_FILES) web/node_modules/.package-lock.json
	$(call step,page: build)
	npm --prefix web run build

# `npm ci` would also ask for the linter of platforms that the lock file leaves out,
# because not every registry has them; this takes the same versions from the lock file.
%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	$(call step,packages of $*)
	npm --prefix $* install --no-save --no-audit --no-fund
	@touch $@

# The peers in Python, once for each list of them.
$(bench)/python/requirements.txt: benches/peers/requirements.txt
	$(call step,peers in Python)
	rm -rf $(@D)
	# By its full name: another python3 on the PATH may be without venv.
	/usr/bin/python3 -m venv $(@D)
	$(@D)/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --no-deps --requirement $<
	cp $< $@

# WARENG_CITY_MAKER is a folder with a make_city.py that writes a city into the folder it is given.
$(bench)/city/complete: $(WARENG_CITY_MAKER)/make_city.py $(bench)/python/requirements.txt
	$(call step,synthetic city)
	rm -rf $(@D)
	$(bench)/python/bin/python $< $(@D)
	touch $@
