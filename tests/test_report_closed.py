"""Thresholds, statics and proofs as pages and as LaTeX: every formula is read again by a parser of mathematics."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction as F
from typing import Any

import pytest
from click.testing import CliRunner

import deterrence as dt
from deterrence.cli import program
from deterrence.formula import evaluate, parse
from deterrence.report.document import word_column, write
from deterrence.report.thresholds import thresholds_document
from deterrence.table import Mathematics, Table, render

MODEL = dt.load("unilateral-deterrence")
NUMBERS = {
    "c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "c_DD_soft": -2,
    "d_SQ": 1, "d_CD": "1/2", "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2",
}  # fmt: skip
# written as matplotlib knows them: it stands in for TeX
ELSEWHERE = ((r"\le ", r"\leq "), (r"\ge ", r"\geq "), (r"\underline", r"\overline"), (r"\textrm{-}", "-"),
             (r"\textrm{?}", "?"))  # fmt: skip


def formulas(latex: str) -> list[str]:
    """All mathematics of a text, after a look at its dollars, braces and environments."""
    from matplotlib.mathtext import MathTextParser

    plain = latex.replace(r"\$", "")
    assert plain.count("$") % 2 == 0
    bare = re.sub(r"\\[{}]", "", plain)
    assert bare.count("{") == bare.count("}")
    opened: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{([a-z*]+)\}", plain):
        if kind == "begin":
            opened.append(name)
        else:
            assert opened.pop() == name
    assert not opened
    outside = re.sub(r"\$[^$]*\$", "", plain)
    assert not re.search(r"(?<!\\)[_^#%<>]", outside), outside
    found = re.findall(r"\$([^$]*)\$", plain)
    parser = MathTextParser("agg")
    for one in found:
        known = one
        for name, other in ELSEWHERE:
            known = known.replace(name, other)
        parser.parse(f"${known}$")
    return found


def test_a_threshold_is_a_proposition() -> None:
    found = dt.thresholds(MODEL, "p_D", at={"d_SQ": 1, "d_CD": 0, "d_DD_hard": "-1/5"})
    latex = found._repr_latex_()
    mathematics = formulas(latex)
    assert r"For $d_{DD-} \le d_{DC}$, it is $c_t$; at that value it fails." in latex
    assert r"up to $1$, $\Pr(\mathrm{challenge}) = 0$ in every perfect Bayesian equilibrium surviving D1." in latex
    assert r"c_t = \frac{c_{DC} - c_{SQ}}{c_{DC} - c_{DD+}}" in mathematics
    assert "tabular" not in latex
    page = found._repr_html_()
    assert "c_t" in page
    assert "d_DD_soft &lt;= d_DC" in page


def test_a_threshold_that_is_a_root_is_written_with_its_root() -> None:
    root = dt.thresholds(dt.load("moral-hazard"), "aid", over=[])
    assert r"it is $1.2 - \sqrt{0.2}$; at that value it fails." in root._repr_latex_()
    formulas(root._repr_latex_())


def test_thresholds_are_named_as_the_model_names_them(run: Callable[..., tuple[int, str, str]]) -> None:
    """Fixed payoffs make c_t a multiple of c_s; its own name is what is printed, once, under one title."""
    code, out, _ = run("thresholds", "unilateral-deterrence", "--of", "p_D", "--over", "c_SQ")
    assert code == 0
    assert out.count("From which p_D on: deters") == 1
    assert "everywhere  c_t        no        it fails just below" in out
    assert "c_s" not in out
    code, out, _ = run("thresholds", "unilateral-deterrence", "--of", "p_D", "--over", "c_SQ", "--format", "json")
    assert json.loads(out)["cases"][0]["threshold"] == "c_t"


@pytest.mark.parametrize(
    ("model", "of", "over", "verdict"),
    [
        ("technology-transfer", "delta", ["leak_gain", "technology_access"], "deters in some"),
        ("moral-hazard", "obligation_strength", ["reliability"], "deters"),
        ("unilateral-deterrence", "obligation_strength", ["p_D"], "deters"),
        ("policing-allies", "delta", ["benefit"], "deters in some"),
    ],
)
def test_what_is_printed_is_what_is_meant_and_never_the_unknown_itself(
    model: str, of: str, over: list[str], verdict: str
) -> None:
    found = dt.thresholds(dt.load(model), of, over=over, verdict=verdict)
    data: Any = json.loads(write(thresholds_document(found, model), "json"))
    usual = found.model.values()
    for case, row in zip(found.cases, data["cases"], strict=True):
        assert not re.search(rf"\b{of}\b", f"{row['where']} {row['threshold']}")
        if row["threshold"] in ("none",) or row["threshold"].startswith(("not solved", "sqrt", "-sqrt")):
            continue
        if "sqrt" in row["threshold"]:
            continue
        for step in range(1, 5):
            point = {name: usual[name] + F(step, 97) for name in over}
            values = found.model.values(set={**found.regions.fixed, **point, of: usual[of]})
            here = evaluate(parse(row["threshold"]), values)
            assert case.value is not None
            assert case.value.at(point) == here


def test_a_symbol_with_a_superscript_takes_a_power_in_brackets() -> None:
    """The cutoff of the arms race is c^*, and its boundaries have its square in them."""
    found = dt.statics(dt.load("arms-race"), over=["obligation_strength", "exposure"])
    whole = dt.regions(dt.load("arms-race"), ["d", "convexity"], {"mu": "1/20"})
    for latex in (found._repr_latex_(), whole._repr_latex_()):
        assert not re.search(r"\^\*\^", latex)
        formulas(latex)
    assert r"\left(c^*\right)^{2}" in whole._repr_latex_()


def test_statics_are_typeset_tables() -> None:
    found = dt.statics(MODEL, over=["p_C", "p_D"])
    mathematics = formulas(found._repr_latex_())
    assert {"$p_C$", r"$p_C = d_n$", r"$\Pr(\mathrm{war} \mid \mathrm{challenge})$"} <= {f"${m}$" for m in mathematics}
    assert r"Bluff & $\Pr(\mathrm{war})$ & $+$ & $0$ \\" in found._repr_latex_()
    assert "Across boundaries" in found._repr_html_()


STATEMENTS = {
    'most "P(war)" over "Bluff" = p_C*c_s': r"$\overline{\Pr}_{\mathrm{Bluff}}\left(\mathrm{war}\right) = p_C \, c_s$",
    "deters in every over refined": "there is an equilibrium that survives the refinement, and every such",
    'least "P(war | challenge)" at (p_D = p_D/2) never falls in p_C': r"\underline{\Pr}\left(\mathrm{war} \mid",
    'exists "Bluff" and no "Attack" over refined when p_C < d_n': r"some equilibrium is \emph{Bluff} and no",
    'only "Separating" over refined exactly when p_D < 1/2': r"exactly where $p_D < \frac{1}{2}$",
    "unique outcome over refined": "and all have one outcome",
    'no equilibrium over "Attack"': r"there is no equilibrium within \emph{Attack}",
    'most "initiate deny press" + most "Challenger soft: initiate" <= 1': r"\left(\mathrm{Challenger\ soft",
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_proof_is_a_proposition_with_its_points(statement: str) -> None:
    proof = dt.prove(MODEL, statement, over=["p_C", "p_D"], at=NUMBERS, points=2)
    latex = proof._repr_latex_()
    formulas(latex)
    assert STATEMENTS[statement] in latex
    assert re.search(r"For all \$0 < p_C < 1\$(,| and) \$0 < p_D < 1\$", latex)
    words = {"proved": "Proved", "refuted": "Refuted", "conditional": "Conditional", "unknown": "Not decided"}
    assert rf"\begin{{proposition}}[{words[proof.status]}]" in latex
    if proof.counterexample is not None:
        assert "Counterexample at $p_C = " in latex
    if proof.holds is not None:
        assert "It holds exactly where $" in latex
    assert latex == write_again(proof)
    assert proof.status in proof._repr_html_()


def write_again(proof: Any) -> str:
    from deterrence.report.proof import proof_document

    return write(proof_document(proof, "", "latex"), "latex")


def test_regions_in_a_notebook_that_is_printed_are_the_proposition_alone() -> None:
    latex = dt.regions(MODEL, ["p_C", "p_D"])._repr_latex_()
    formulas(latex)
    assert r"\begin{proposition}" in latex
    assert "tabular" not in latex


def test_mathematics_in_a_cell_is_text_everywhere_but_in_latex() -> None:
    table = Table((word_column("x"),), ((Mathematics("p_C < d_n", "p_C < d_n"),),))
    assert "p_C < d_n" in render(table)
    assert r"p\_C &lt; d\_n" in render(table, "markdown")
    assert "$p_C < d_n$" in render(table, "latex")
    assert "p_C &lt; d_n" in table._repr_html_()
    assert render(table, "csv") == "x\np_C < d_n\n"
    assert json.loads(render(table, "json"))["rows"] == [{"x": "p_C < d_n"}]
    hostile = Table((word_column("x"),), ((Mathematics("=cmd()\x1b[2J\nx", "x"),),))
    assert render(hostile, "csv") == "x\n'=cmd() x\n"


def test_what_is_fixed_is_said_and_how_to_ask_from_below() -> None:
    page = CliRunner().invoke(program, ["thresholds", "mutual-trust", "--of", "S", "--over", "R"]).output
    assert "Fixed: temptation = 3/5, punishment = 0" in page
    assert "--up-to" in page
    signs = CliRunner().invoke(program, ["statics", "tripwire", "--over", "tie_cost"]).output
    assert "Fixed: basing_right = 0, prize = 1" in signs
