"""Every example in a docstring of the package does what it shows."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import deterrence

MODULES = ["deterrence", *(one.name for one in pkgutil.walk_packages(deterrence.__path__, "deterrence."))]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_the_examples_of_a_module(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    modules = [importlib.import_module(name) for name in MODULES if not name.endswith("__main__")]
    assert sum(len(test.examples) for module in modules for test in finder.find(module)) >= 10
