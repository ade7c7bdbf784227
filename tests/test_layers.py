"""Imports run one way, and no text is ever run: read from the source, so that lazy imports count too."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "deterrence"
FILES = sorted(PACKAGE.rglob("*.py"))

# Each room of the house, and the rooms it stands directly on: it may import those and whatever they stand on.
# A room is a module, a folder, or modules that know each other ("a + b"). Inside a room anything goes, but a file of a
# folder may have a line of its own.
LAYERS: dict[str, tuple[str, ...]] = {
    "errors": (),
    "shown": (),
    "roots": (),
    # text -> tree -> numbers
    "formula.rational": ("errors",),
    "formula.members": ("errors",),
    "formula.tree": ("formula.members",),
    "formula.grammar": ("formula.rational", "formula.tree"),
    "formula.functions": ("formula.grammar",),
    "formula.readings": ("formula.functions", "formula.members", "formula.rational"),
    "formula.toml": ("formula.rational",),
    "formula.fast": ("formula.rational", "formula.tree"),
    "formula.notation": ("formula.grammar", "formula.readings"),
    "formula.normal": (),
    "formula.interval": ("formula.normal", "formula.readings"),
    "formula.derivative": ("formula.interval",),
    "formula": (
        "formula.derivative", "formula.fast", "formula.grammar", "formula.notation", "formula.readings", "formula.toml"
    ),
    # tables
    "table.cells": ("errors",),
    "table.csvtext": ("table.cells",),
    "table.latex": (),
    "table.layout": (),
    "table": ("table.csvtext", "table.latex", "table.layout"),
    # polynomial systems and the numbers that solve them
    "algebra.univariate": ("errors",),
    "algebra.number": ("algebra.univariate",),
    "algebra.logarithms": ("errors",),
    "algebra.polygon": (),
    "algebra.rational_function": ("errors",),
    "algebra": (
        "algebra.logarithms", "algebra.number", "algebra.polygon", "algebra.rational_function", "solvers.polyhedron",
    ),
    # games, equilibria and their proofs: nothing here knows of a pact, a model or a file
    "games": ("algebra.polygon", "formula", "shown", "table"),
    "exchange": ("games",),
    "deviations": ("games",),
    "best_replies": ("deviations",),
    "consistency": ("games",),
    "rationality": ("deviations",),
    "proof": ("errors",),
    "utility": ("algebra.logarithms", "games"),
    "proofs": ("algebra.number", "deviations", "proof", "utility"),
    "inequality": ("formula",),
    "certificate": ("algebra.number", "best_replies", "consistency", "proofs", "rationality"),
    "trembling": ("certificate",),
    "result": ("certificate",),
    "ranges": ("algebra.number", "roots"),
    "solvers.polyhedron": ("errors",),
    "solvers": ("algebra", "inequality", "ranges", "result", "solvers.polyhedron", "trembling"),
    "refine": ("solvers",),
    "measures": ("refine",),
    "concordance": ("measures",),
    "cost_sharing": ("solvers",),
    "joint": ("games",),
    "averages": ("joint", "measures"),
    # pacts and models: nothing here knows of a solver
    "data": ("errors",),
    "schema": ("formula",),
    "proposition": ("data", "formula"),
    "evidence": ("data", "formula", "table"),
    "contested": ("data", "formula"),
    "pact": ("evidence", "games"),
    "model + primitives + outcomes + compiled": ("contested", "pact", "ranges", "schema"),
    "modelfile": ("model",),
    "catalogue": ("modelfile",),
    # where the two meet
    "regions": ("averages", "model", "refine", "report.symbols", "solvers"),
    "cells": ("measures",),
    "reading": ("averages", "cells", "model"),
    "recall": ("reading",),
    "prove": ("catalogue", "proposition", "reading", "regions", "table"),
    "verdict": ("reading",),
    "robust": ("prove", "verdict"),
    "threshold": ("roots", "verdict"),
    "thresholds": ("regions", "threshold"),
    "statics": ("regions",),
    "why": ("thresholds", "verdict"),
    "claimcheck": ("reading",),
    "quantities": ("reading",),
    "report.document": ("table",),
    "report.symbols": ("model",),
    "bounds": ("robust", "roots"),
    "compare + report.comparison + report.comparison_data + report.comparison_notes": (
        "report.document", "bounds", "catalogue", "console", "quantities", "recall", "threshold",
    ),
    "sweep": ("catalogue", "verdict"),
    "spread": ("prove", "recall"),
    "headline + report.headlines": ("compare", "spread"),
    "declared_signs": ("thresholds",),
    "order": ("compare", "declared_signs"),
    "frontier": ("compare", "sweep"),
    "claims": ("catalogue", "prove"),
    "replicate": ("cite", "claimcheck", "concordance", "simulate", "threshold"),
    "simulate": ("reading",),
    "coverage": ("catalogue", "prove"),
    "cite": ("catalogue",),
    "figure": ("frontier", "regions", "report.symbols"),
    "report": (
        "cite", "claimcheck", "claims", "figure", "headline", "order", "prove", "replicate", "simulate", "statics",
        "thresholds", "why",
    ),
    # the command line
    "console": ("errors",),
    "cli": ("claims", "console", "coverage", "exchange", "replicate", "report", "simulate"),
    "__main__": ("cli",),
}


# Edges that run the other way, each inside a method and on request only. A class that shows itself in a notebook asks
# the room where showing is done, which stands above every class; `shown` is the one file that may. Regions draw
# themselves in the same way.
UPWARD = {("shown", "report.notebook"), ("regions.result", "figure")}

ROOMS = {module: room for room in LAYERS for module in room.split(" + ")}


def below(room: str) -> frozenset[str]:
    """Every room that `room` may import."""
    direct = frozenset(ROOMS[lower] for lower in LAYERS[room])
    return direct.union(*map(below, direct))


def room_of(module: str) -> str | None:
    """The room of a module, named from inside the package: the longest part of its name that has a line above."""
    parts = module.split(".")
    names = [".".join(parts[:size]) for size in range(len(parts), 0, -1)]
    return next((ROOMS[name] for name in names if name in ROOMS), None)


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(tree: ast.AST, module: str, *, package: bool = False) -> Iterator[tuple[int, str]]:
    """Lines and targets of imports from this package, wherever they stand; the package itself is the empty name."""
    here = ["deterrence", *module.split(".")] if module else ["deterrence"]
    home = here if package else here[:-1]
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                targets = [alias.name for alias in names]
            case ast.ImportFrom(module=source, names=names, level=level):
                base = [*(home[: len(home) - level + 1] if level else []), *([source] if source else [])]
                targets = [".".join([*base, alias.name]) for alias in names]
                if base != ["deterrence"]:
                    targets = [".".join(base)] + [target for target in targets if _is_module(target)]
                else:
                    # the version is what a table's note may ask the package itself for
                    targets = [target for target in targets if target != "deterrence.__version__"]
                    targets = [target if _is_module(target) else "deterrence" for target in targets]
            case ast.Call(func=ast.Name(id="__import__")) | ast.Call(func=ast.Attribute(attr="import_module")):
                targets = ["deterrence"]  # nobody can read where this leads
            case ast.Call(func=ast.Name(id="import_module")):
                targets = ["deterrence"]
            case _:
                continue
        for target in targets:
            if target.split(".")[0] == "deterrence":
                yield node.lineno, target.removeprefix("deterrence").lstrip(".")


def _is_module(target: str) -> bool:
    place = PACKAGE.parent.joinpath(*target.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def wrong_edges(tree: ast.AST, module: str, *, package: bool = False) -> list[str]:
    room = room_of(module)
    if room is None:
        return [f"{module} has no room: give it a line in LAYERS and a place in CONTRIBUTING.md"]
    found = []
    for line, target in imports(tree, module, package=package):
        other = room_of(target)
        if not target:
            found.append(f"{module}:{line} imports the table of contents: import from the room itself")
        elif other is None:
            found.append(f"{module}:{line} imports {target}, which has no room")
        elif other != room and other not in below(room) and (module, target) not in UPWARD:
            found.append(f"{module}:{line} imports {target}: {room} does not stand on {other}")
    return found


def test_the_rooms_stand_on_each_other_without_a_circle() -> None:
    for room, lower in LAYERS.items():
        assert set(lower) <= set(ROOMS), f"{room} stands on a room without a line"
        assert room not in below(room)  # a circle would not even return
    assert "solvers" not in below(ROOMS["model"])
    assert not {ROOMS[room] for room in ("model", "pact", "modelfile", "catalogue", "data")} & below("measures")
    assert "solvers" not in below("certificate") | below("trembling") | below("proofs")
    assert "games" not in below("algebra")


@pytest.mark.parametrize(("module", "target"), sorted(UPWARD))
def test_an_upward_edge_is_taken_on_request_only(module: str, target: str) -> None:
    tree = ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    inside = {line for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for line in _lines(node)}
    found = [line for line, imported in imports(tree, module) if imported == target]
    assert found
    assert set(found) <= inside


def _lines(node: ast.FunctionDef) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


# the table of contents, deterrence/__init__.py, may import anything
@pytest.mark.parametrize(
    "path", [path for path in FILES if module_of(path)], ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_imports_run_one_way(path: Path) -> None:
    module = module_of(path)
    package = path.name == "__init__.py"
    assert not wrong_edges(ast.parse(path.read_text("utf-8")), module, package=package)


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("games.strategic", "from deterrence.errors import GameError", False),
        ("games.strategic", "from deterrence.games.extensive import Move", False),
        ("games.strategic", "from .extensive import Move", False),
        ("games.strategic", "from ..errors import GameError", False),
        ("games.strategic", "import fractions, numpy", False),
        ("games.strategic", "from deterrence.solvers import solve", True),
        ("games.strategic", "from ..solvers.bimatrix import x", True),
        ("games.strategic", "from .. import solvers", True),
        ("games.strategic", "def f():\n    from deterrence import solvers", True),
        ("games.strategic", "if TYPE_CHECKING:\n    import deterrence.result", True),
        ("games.strategic", "import deterrence", True),
        ("games.strategic", "from deterrence import Table", True),
        ("games.strategic", "from deterrence import __version__", False),
        ("games.strategic", "import importlib\nimportlib.import_module(name)", True),
        ("solvers.polyhedron", "from deterrence.solvers.bimatrix import x", True),
        ("solvers.bimatrix", "from deterrence.solvers.polyhedron import vertices", False),
        ("solvers.bimatrix", "from deterrence.model import Model", True),
        ("certificate", "from deterrence.solvers.polyhedron import vertices", True),
        ("model", "from deterrence.solvers import solve", True),
        ("helpers", "", True),
    ],
)
def test_a_wrong_import_is_seen(module: str, source: str, wrong: bool) -> None:
    assert bool(wrong_edges(ast.parse(source), module)) is wrong


# -- no text is ever run ---------------------------------------------------------------------------------------------

RUNS_TEXT = {"eval", "exec", "compile", "sympify", "parse_expr", "lambdify", "literal_eval"}
RUNS_DATA = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "code", "codeop", "runpy"}
# `.eval(` of a z3 model and re.compile read values, not text of ours; these owners do run text
RUNNERS = {"builtins", "pandas", "pd", "numexpr", "ne", "frame", "df"}


def dangers(tree: ast.AST) -> list[str]:
    """What could run text as code or unpack code from data, called or only mentioned."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in RUNS_TEXT:
                found.append(f"line {node.lineno}: {name}")
            case ast.Attribute(attr="sympify" | "parse_expr" | "lambdify" | "exec" | "literal_eval" as name):
                found.append(f"line {node.lineno}: .{name}")
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if (
                (owner in RUNNERS and name in {"eval", "query", "exec", "compile"})
                or (owner in {"sympy", "sp"} and name == "S")
                or (name == "read_pickle" or name == "to_pickle")
            ):
                found.append(f"line {node.lineno}: {owner}.{name}")
            case ast.Import(names=names):
                found += [f"line {node.lineno}: {a.name}" for a in names if a.name.split(".")[0] in RUNS_DATA]
            case ast.ImportFrom(module=source, names=names):
                top = (source or "").split(".")[0]
                banned = RUNS_TEXT | ({"S"} if top == "sympy" else set())
                if top in RUNS_DATA and node.level == 0:
                    found.append(f"line {node.lineno}: {source}")
                found += [f"line {node.lineno}: {a.name}" for a in names if a.name in banned and top != "re"]
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=value)) if value:
                found.append(f"line {node.value.lineno}: allow_pickle")
            case _:
                pass
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_text_is_ever_run(path: Path) -> None:
    assert not dangers(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "exec(text)",
        "map(eval, rows)",
        "builtins.eval(text)",
        "import sympy\nsympy.sympify(text)",
        "from sympy import sympify as s",
        "from sympy import S",
        "sympy.S('x')",
        "sympy.parsing.sympy_parser.parse_expr(text)",
        "import sympy as whatever\nwhatever.lambdify(x, y)",
        "from pickle import loads",
        "import pickle as p",
        "np.load(path, allow_pickle=True)",
        "pd.read_pickle(path)",
        "ast.literal_eval(text)",
        "def f():\n    import cloudpickle",
    ],
)
def test_a_danger_is_seen(source: str) -> None:
    assert dangers(ast.parse(source))


def test_harmless_namesakes_pass() -> None:
    assert not dangers(ast.parse("import re\nre.compile('a')\nsolver.model().eval(x)\nast.parse(text, mode='eval')"))
    assert {"eval", "exec", "compile"} <= set(dir(builtins))
