# SPDX-License-Identifier: AGPL-3.0-or-later
# A short front: Meson builds. `make run` and `make test` are all that a fresh machine needs.

BUILD ?= build
PREFIX ?= /usr/local
LISTEN ?= 127.0.0.1:8017

.PHONY: run build test check bench fuzz install format clean deps

run: build
	@tools/run-demo.sh $(BUILD)/maillage $(LISTEN)

build: deps
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD) >/dev/null
	@ninja -C $(BUILD) $(NINJA_FLAGS) maillage

deps:
	@tools/deps.sh build

test:
	@tools/deps.sh test
	@tools/test.sh

check:
	@tools/deps.sh test
	@tools/check.sh

bench:
	@tools/deps.sh bench
	@$(MAKE) --no-print-directory build
	@bench/run.sh $(BUILD)

fuzz:
	@tools/deps.sh test
	@test/fuzz/run.sh

install: build
	@DESTDIR=$(DESTDIR) PREFIX=$(PREFIX) tools/install.sh $(BUILD)/maillage

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	rm -rf build build-*
