"""Regions as pages, propositions and data; and the command that writes them."""

from __future__ import annotations

import json
import sys
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent / "regions"))
from handmade import unilateral

import deterrence as dt
from deterrence.cli import program
from deterrence.formula import evaluate, parse, parse_condition
from deterrence.regions import regions as derive
from deterrence.regions.overlaps import interior, named, overlaps, unique
from deterrence.regions.result import Regions
from deterrence.regions.words import Naming
from deterrence.report.document import Document, write
from deterrence.report.propositions import claims, roman
from deterrence.report.regions import regions_document

PRIMITIVES = (
    "c_SQ", "c_DC", "c_DD_hard", "c_CD", "c_DD_soft", "d_SQ", "d_CD", "d_DD_hard", "d_DC", "d_DD_soft", "p_C", "p_D",
)  # fmt: skip


@pytest.fixture(scope="module")
def primitives() -> Regions:
    return unilateral(PRIMITIVES, {})


@pytest.fixture(scope="module")
def priors() -> Regions:
    return derive(dt.load("unilateral-deterrence"), ["p_C", "p_D"])


def test_how_regions_lie_to_each_other(primitives: Regions) -> None:
    found = {(pair.one, pair.other): pair.kind for pair in overlaps(primitives)}
    assert found == {
        ("Certain Deterrence", "Separating"): "meet",
        ("Steadfast Deterrence", "Separating"): "contains",
        ("Steadfast Deterrence", "Attack"): "contains",
        ("Steadfast Deterrence", "Bluff"): "contains",
        ("Separating", "Attack"): "meet",
    } | ({("Separating", "Bluff"): "meet"} if ("Separating", "Bluff") in found else {})
    for pair in overlaps(primitives):
        assert pair.certain
        if pair.witness is not None:
            here = {piece.region for _, piece in primitives.at(pair.witness)}
            assert {pair.one, pair.other} <= here


def test_what_is_unique_is_proved_and_what_is_not_is_not_claimed(primitives: Regions) -> None:
    found = {claim.name: claim.unique for claim in claims(primitives)}
    assert found == {"Certain Deterrence": True, "Separating": True, "Attack": True, "Bluff": True}
    groups = named(primitives)
    # with its boundary Separating is not unique: Certain Deterrence and Attack occur there
    (separating,) = groups["Separating"]
    assert unique(primitives, interior(separating.conditions), [separating])
    assert not unique(primitives, separating.conditions, [separating])
    # without the refinement Steadfast Deterrence occurs beside it
    from dataclasses import replace

    plain = replace(primitives, criterion=None)
    assert not unique(plain, interior(separating.conditions), [separating])
    assert unique(plain, interior(groups["Certain Deterrence"][0].conditions), list(groups["Certain Deterrence"]))
    assert not unique(replace(primitives, complete=False), interior(separating.conditions), [separating])


def test_the_proposition_reads_as_in_a_paper(primitives: Regions) -> None:
    page = regions_document(primitives, "unilateral-deterrence", "latex")
    text = write(page, "latex")
    assert text.count(r"\begin{proposition}") == text.count(r"\end{proposition}") == 1
    assert text.count(r"\begin{enumerate}") == text.count(r"\end{enumerate}") == 1
    assert text.count("$") % 2 == 0
    assert text.count("{") == text.count("}")
    (bluff,) = [line for line in text.splitlines() if r"\emph{Bluff}" in line]
    assert r"For $p_D < c_s$ and $p_C < d_n$, the unique perfect Bayesian equilibrium outcome surviving D1 is" in bluff
    assert r"Challenger soft plays initiate with probability $\frac{p_C \, \left(1 - d_n\right)}{d_n" in bluff
    assert r"$\Pr(\mathrm{war}) = p_C \, c_s$" in bluff
    assert r"\emph{Steadfast Deterrence} is an equilibrium outcome as well where $p_D < c_t$; it fails D1." in text
    assert r"Suppose $c_{DC} > c_{SQ} > c_{DD+} > c_{CD} > c_{DD-}$" in text
    assert r"c_s = \frac{c_{DC} - c_{SQ}}{c_{DC} - c_{CD}}" in text


def test_where_an_outcome_fails_the_refinement_is_said_in_few_words() -> None:
    found = derive(dt.load("unilateral-deterrence"))
    text = write(regions_document(found, "unilateral-deterrence", "latex"), "latex")
    where = r"where $d_{DD-} < d_{DC}$ and $p_D < c_t$"
    assert rf"\emph{{Steadfast Deterrence}} is an equilibrium outcome as well {where}; it fails D1." in text


def test_the_page_says_everything(primitives: Regions) -> None:
    text = write(regions_document(primitives, "unilateral-deterrence"), "text", width=110)
    for line in (
        "Varies: c_SQ, c_DC, c_DD_hard, c_CD, c_DD_soft, d_SQ, d_CD, d_DD_hard, d_DC, d_DD_soft (any number)",
        "Where: p_D < c_s, p_C < d_n",
        "Neighbours: contains Separating; contains Attack; contains Bluff",
        "Refinements: D1: fails",
        "P(war | challenge)                          c_s*d_n",
        "  c_s = (c_DC - c_SQ)/(c_DC - c_CD)",
    ):
        assert line in text, line
    assert "Fixed" not in text  # nothing that is fixed matters
    for format in ("markdown", "csv"):
        assert "Bluff" in write(regions_document(primitives, "", format), format)


def test_the_data_evaluate_to_the_closed_forms(priors: Regions) -> None:
    page = regions_document(priors, "unilateral-deterrence", "json")
    data: Any = json.loads(write(page, "json"))
    assert data["complete"] is True
    assert data["varies"] == {"p_C": ["0", "1"], "p_D": ["0", "1"]}
    assert data["criterion"] == "d1"
    naming, chance = Naming(priors), [(F(1, 5), F(1, 3)), (F(4, 5), F(1, 7)), (F(1, 2), F(4, 5)), (F(2, 7), F(19, 20))]
    for x, y in chance:
        values = {name: ratio.at({"p_C": x, "p_D": y}) for name, ratio in naming.values.items()}
        here = {shape.name: piece for shape, piece in priors.at({"p_C": x, "p_D": y})}
        for shape in data["shapes"]:
            for piece in shape["pieces"]:
                holds = all(evaluate(parse_condition(one["text"]), values) for one in piece["where"])
                if not holds:
                    continue
                assert shape["name"] in here
                for group in ("strategies", "outcomes", "measures", "beliefs"):
                    for name, form in piece[group].items():
                        extent = getattr(here[shape["name"]], group)[name]
                        ends = extent and extent.at({"p_C": x, "p_D": y})
                        if form is None:
                            assert extent is None
                        elif "text" in form:
                            assert evaluate(parse(form["text"]), values) == ends[0] == ends[1]
                            assert evaluate(parse(form["factored"]), values) == ends[0]
                        else:
                            assert min(evaluate(parse(low["text"]), values) for low in form["from"]) == ends[0]
                            assert max(evaluate(parse(high["text"]), values) for high in form["to"]) == ends[1]
    assert [one["region"] for one in data["proposition"]] == ["Certain Deterrence", "Separating", "Attack", "Bluff"]
    assert all(one["unique"] for one in data["proposition"])
    assert {pair["kind"] for pair in data["overlaps"]} == {"meet", "contains"}
    assert all(pair["proved"] for pair in data["overlaps"])


def test_notebooks_show_regions(priors: Regions) -> None:
    assert "Bluff" in priors._repr_html_()
    assert r"\begin{proposition}" in priors._repr_latex_()


def test_statements_stand_in_every_format() -> None:
    from deterrence.report.document import Statement

    page = Document("Title", (Statement(("One <b>.", "Two."), r"\begin{proposition}$x$\end{proposition}"),))
    assert "One <b>." in write(page, "text")
    assert r"$x$" in write(page, "latex")
    assert "&lt;b&gt;" in write(page, "markdown")
    assert [roman(k) for k in (1, 4, 9, 14, 19)] == ["i", "iv", "ix", "xiv", "xix"]


# -- the command -------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(program, ["regions", *arguments])


def test_the_command_writes_pages_and_pictures(tmp_path: Path) -> None:
    asked = ("unilateral-deterrence", "--over", "p_C", "p_D")
    page = run(*asked)
    assert page.exit_code == 0, page.output
    assert "For p_C < d_n and p_D < c_s, the unique" in page.output.replace("\n  ", " ")
    picture = tmp_path / "map.png"
    terms = ("unilateral-deterrence", "--over", "obligation_strength,basing_right", "--at", "p_D=17/20")
    assert run(*terms, "--mark", "nato-1949", "--mark", "usa-japan-1960", "-o", str(picture)).exit_code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    narrow = run(*asked, "--within", "p_D=9/10..1", "--where", "p_C < 1/2", "--format", "json")
    data = json.loads(narrow.output)
    assert data["varies"]["p_D"] == ["9/10", "1"]
    assert "Bluff" not in {piece["region"] for shape in data["shapes"] for piece in shape["pieces"]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["p_C"], "names that vary come after --over"),
        (["--over", "p_C", "-o", "map.pdf"], "a map is over two names; write --over X Y"),
        (["--over", "p_C", "p_D", "-o", "map.gif"], "maps are drawn as .pdf, .png, .svg; choose one of them"),
        (["--over", "p_C", "p_D", "--mark", "nato-1949"], "--mark goes with a map"),
        (["--over", "p_C", "--within", "p_C=1"], "write NAME=LO..HI"),
        (["--over", "p_C", "--within", "p_C=0..x"], "--within 'p_C=0..x'"),
        (["--over", "p_C", "--within", "p_C=0..1", "--within", "p_C=0..1"], "p_C is given twice"),
        (["--over", "p_C", "--at", "p_D"], "--at 'p_D': write NAME=VALUE"),
    ],
)
def test_wrong_words_are_advice(arguments: list[str], message: str) -> None:
    answer = run("unilateral-deterrence", *arguments)
    assert answer.exit_code == 2
    assert message in answer.output


def test_a_form_without_regions_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    from deterrence.cli import main

    assert main(["regions", "hub-and-spoke"]) == 3
    assert "regions are not derived for the form 'network'" in capsys.readouterr().err
    assert main(["regions", "unilateral-deterrence", "--over", "p_E"]) == 2
    assert "did you mean 'p_D'" in capsys.readouterr().err


def test_a_condition_that_divides_by_zero_is_not_said_to_have_min_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    from deterrence.cli import main

    for condition, message in (
        ("1/(p_C - p_C) < 2", "this formula divides by zero"),
        ("min(p_C, 1/2) < 1/3", "has min or max in it"),
    ):
        assert main(["regions", "unilateral-deterrence", "--over", "p_C", "--where", condition]) == 2
        assert message in capsys.readouterr().err


def test_a_region_that_fails_the_refinement_everywhere_is_said_so_in_words() -> None:
    found = derive(dt.load("unilateral-deterrence"), ["p_C"], at={"p_D": "1/2"})
    text = write(regions_document(found), "text", width=1000)
    assert "Steadfast Deterrence is an equilibrium outcome as well everywhere; it fails D1." in text


def test_what_is_paid_is_no_probability_and_a_root_is_said_to_be_one() -> None:
    burdens = derive(dt.load("burden-sharing"))
    text = write(regions_document(burdens, "burden-sharing"), "text", width=110)
    assert "Large pays 10*alpha; Middle pays 0; Small pays 0" in text.replace("\n  ", " ")
    assert "with probability" not in text
    assert "the unique" not in text  # of this form only measures are told
    picture = burdens.plot("phi", "alpha")
    assert {label.kept for label, _ in picture.map.patches() if label} == {
        ("Large, Middle, Small pay",), ("Large, Middle pay",), ("Large pays",),
    }  # fmt: skip
    crisis = derive(dt.load("audience-costs"), ["audience_C", "prize"])
    latex = write(regions_document(crisis, "audience-costs", "latex"), "latex")
    assert "Here $" in latex
    assert "is the number with $" in latex
