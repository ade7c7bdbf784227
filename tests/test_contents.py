"""The table of contents: every name resolves, nothing heavy is imported for it, and the versions agree."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import deterrence as dt
from deterrence.errors import DeterrenceError

ROOT = Path(__file__).parent.parent
CONTENTS: dict[str, str] = vars(dt)["_CONTENTS"]
HEAVY = {"numpy", "scipy", "sympy", "z3", "flint", "pydantic", "nashpy", "numba", "pandas", "click", "rich"}


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.strip()


@pytest.mark.parametrize("name", CONTENTS)
def test_every_name_resolves(name: str) -> None:
    value = getattr(dt, name)
    assert not isinstance(value, ModuleType)
    assert value is getattr(importlib.import_module(f"deterrence.{CONTENTS[name]}"), name)
    assert name in dir(dt)


def test_the_contents_are_the_same_for_people_and_for_type_checkers() -> None:
    tree = ast.parse((ROOT / "deterrence" / "__init__.py").read_text("utf-8"))
    typed = {
        alias.asname: (node.module or "").removeprefix("deterrence.")
        for block in tree.body
        if isinstance(block, ast.If)
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    assert typed == CONTENTS


def test_importing_the_package_imports_nothing_heavy() -> None:
    loaded = python("import sys, deterrence; print(*sys.modules)").split()
    assert not HEAVY & set(loaded)
    assert not [name for name in loaded if name.startswith("deterrence.")]


def test_tables_and_the_console_import_nothing_heavy() -> None:
    loaded = python("import sys, deterrence.table, deterrence.console; print(*sys.modules)").split()
    assert not HEAVY & set(loaded)


def test_a_room_does_not_hide_the_function_of_its_name() -> None:
    code = "import deterrence as dt; import deterrence.verdict; print('verdict' in vars(dt), type(dt.verdict).__name__)"
    assert python(code) == "False function"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'solv'"):
        dt.solv  # noqa: B018


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert dt.__version__ == version
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert re.search(r"^version: (.*)$", citation, re.MULTILINE)[1] == version  # type: ignore[index]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8") or "## [Unreleased]" in (
        ROOT / "CHANGELOG.md"
    ).read_text("utf-8")


def test_every_error_is_one_of_ours() -> None:
    for name in ("ModelError", "GameError", "SolverError"):
        assert issubclass(getattr(dt, name), DeterrenceError)
