# make film   render the film to launch.mp4        make watch  play it in a window
# make test   all tests                            make check  lint, format, types, import layers
#
# Every target sets up what is missing first: a virtual environment in .venv with pinned packages, and,
# where OpenGL is missing, Mesa through the system's package manager when that is allowed.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
CONSTRAINTS ?= constraints.txt
SIZE   ?=
FLAGS  ?=
# Processes that run the tests: one more than two cores have, because tests of windows and commands wait much.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help film watch test lowest kill_renders check format pictures path_traced opengl screen glslang clean

help:
	@sed -n 's/^# //p' Makefile | head -3

$(STAMP): pyproject.toml $(CONSTRAINTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V)" >&2; exit 3; }
	$(PYTHON) -m venv $(VENV)
	@echo 'installing the packages of $(CONSTRAINTS) into $(VENV), 0.8 GB: about a minute'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS) --editable '.[dev]'
	@touch $@

# OpenGL without a screen. Asks the program itself, so that any driver that works will do.
opengl: $(STAMP)
	@$(BIN)/python -m visualizer.gpu.probe 2>/dev/null || sh .ci/packages opengl
	@$(BIN)/python -m visualizer.gpu.probe

# A virtual screen and a keyboard for it, for the tests of the window.
screen: $(STAMP)
	@{ command -v Xvfb && command -v xdotool && command -v openbox && command -v wmctrl; } >/dev/null 2>&1 || sh .ci/packages screen

# The reference compiler of GLSL, for the check of all shaders.
glslang:
	@command -v glslangValidator >/dev/null 2>&1 || sh .ci/packages glslang

film: opengl
	$(BIN)/visualizer render scenes/launch.toml -o launch.mp4 $(FLAGS)

watch: opengl
	$(BIN)/visualizer watch scenes/launch.toml $(FLAGS)

# Compiled modules are kept, whatever the user prefers: the tests start some hundred processes.
test: opengl screen glslang
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --quiet --numprocesses $(WORKERS) --no-loadscope-reorder --durations 20 $(FLAGS)

# 100 renders that are killed at random moments and continued.
kill_renders: $(STAMP)
	$(BIN)/python -m tests.output.kills --count 100 $(FLAGS)

# The tests with the lowest release of each dependency that pyproject.toml allows, in an environment of its own. All of them
# have packages for Python 3.11.
lowest: build/lowest.txt
	$(MAKE) test VENV=build/lowest CONSTRAINTS=build/lowest.txt

build/lowest.txt: pyproject.toml
	@mkdir -p build
	sed -n '/^dependencies = /,/^]/s/.*"\(.*\)>=\([^"]*\)".*/\1==\2/p' pyproject.toml > $@

check: $(STAMP) glslang
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.shaders

format: $(STAMP)
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

# The pictures of the README.
pictures: opengl
	$(BIN)/python docs/pictures.py

# The page that compares materials with a path tracer, which nothing else needs.
path_traced: opengl
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS) mitsuba
	$(BIN)/python docs/path_traced.py

clean:
	rm -rf $(VENV) build dist
