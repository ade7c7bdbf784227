"""Documents in five formats, symbols, drawings, sources, and what a notebook shows."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from fractions import Fraction
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import deterrence as dt
from deterrence.catalogue import models, pacts
from deterrence.cite import Reference, cited, references, references_of, untex
from deterrence.compare import compare
from deterrence.games.extensive import Chance, ExtensiveGame, Move
from deterrence.model import Model
from deterrence.pact import Pact, vocabulary, worlds
from deterrence.reading import read
from deterrence.report import drawing
from deterrence.report.comparison import comparison_document, comparison_table
from deterrence.report.document import (
    Document,
    Drawing,
    Entries,
    Equation,
    Equations,
    Heading,
    Paragraph,
    number_column,
    word_column,
    write,
)
from deterrence.report.show_model import all_sources, model_document
from deterrence.report.show_pact import pact_document, term_document, world_document
from deterrence.report.solution import Question, solution_document
from deterrence.report.symbols import readable, safe, symbols
from deterrence.table import Table

HOSTILE = "<script>alert(1)</script> $x$ \\input{/etc/passwd} & 50% _a_ #b ~ ^ | `c` \x1b[2J\u202e"


def document(words: str) -> Document:
    table = Table(
        (word_column("a", words), number_column("b")), ((words, Fraction(1, 3)),), title=words, notes=(words,)
    )
    parts = (
        Heading(words),
        Paragraph(words),
        Entries(((words, words), ("", words))),
        Equations((Equation(words, "x", (words,)),)),
        Drawing((f"  {words}",)),
        table,
    )
    return Document(words, parts, {"words": words})


# -- documents -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "csv"])
def test_hostile_words_stay_words(format: str) -> None:
    written = write(document(HOSTILE), format)
    assert "\x1b" not in written
    assert "\u202e" not in written
    match format:
        case "latex":
            assert r"\input" not in written
            assert not re.search(r"(?<!\\)[&%#](?!$)", written.replace(" & ", " ").replace("$x$", ""), re.MULTILINE)
            assert written.count("$") - written.count(r"\$") == 4 * 2 + written.count("$x$") * 0 or "$x$" in written
        case "markdown":
            outside = "\n".join(line for line in written.splitlines() if not line.startswith("    "))
            assert "<script>" not in outside
            assert re.findall(r"(?<!\\)\$", outside) == ["$", "$"]  # our own equation
        case "csv":
            assert {len(row) for row in csv.reader(io.StringIO(written))} == {3}


def test_a_document_in_text() -> None:
    parts = (
        Heading("Heading"),
        Paragraph("word " * 30),
        Entries((("name", "sentence " * 12), ("", "nameless"))),
        Equations((Equation("a = b", r"\alpha = b", ("why",)),)),
        Drawing(("|-- x", "    `-- y")),
    )
    text = write(Document("Title", parts), width=40)
    assert max(map(len, text.splitlines())) <= 40
    assert text.startswith("Title\n\nHeading\nword word")
    assert "\nname: sentence sentence" in text
    assert "\n  sentence" in text  # set in
    assert "\n  a = b\n    why\n" in text
    assert text.endswith("\n  |-- x\n      `-- y\n")


def test_a_document_in_latex_and_markdown() -> None:
    parts = (Equations((Equation("a = b", r"\alpha = b", ("50% of it",)),)), Drawing(("    `-- y",)))
    latex = write(Document("Title", parts), "latex")
    assert r"\item $\alpha = b$ \\ 50\% of it" in latex
    assert r"\mbox{}~~~~\textasciigrave{}--~y\par}" in latex
    markdown = write(Document("Title", parts), "markdown")
    assert markdown.startswith("# Title\n\n- $\\alpha = b$  \n")
    assert "\n        `-- y\n" in markdown


def test_csv_of_one_table_is_the_table_and_of_several_a_line_a_cell() -> None:
    table = Table((word_column("a"), number_column("b")), (("x", Fraction(1, 3)),), title="First")
    one = list(csv.reader(io.StringIO(write(Document("D", (Paragraph("words"), table)), "csv"))))
    assert [row[:2] for row in one] == [["a", "b"], ["x", "1/3"]]
    two = write(Document("D", (table, Entries((("n", "s"),)), Table(table.columns, table.rows, title="Second"))), "csv")
    assert [row[:4] for row in csv.reader(io.StringIO(two))] == [
        ["part", "row", "column", "value"],
        ["First", "1", "a", "x"],
        ["First", "1", "b", "1/3"],
        ["D", "n", "text", "s"],
        ["Second", "1", "a", "x"],
        ["Second", "1", "b", "1/3"],
    ]


# -- symbols ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symbol", "harmless"),
    [
        (r"\theta_{\mathrm{clear}}", True),
        (r"c_{DD+}", True),
        (r"\beta_B", True),
        ("v", True),
        (r"x'", True),
        (r"\input{passwd}", False),
        (r"\def\x{}", False),
        ("a$b", False),
        ("}{", False),
        ("a_", False),
        ("a__b", False),
        ("_a", False),
        ("a%b", False),
        (r"a\\b", False),
        ("<b>", False),
        ("a" * 100, False),
        ("", False),
    ],
)
def test_symbols_from_files(symbol: str, harmless: bool) -> None:
    assert safe(symbol) is harmless


def test_every_shipped_symbol_is_used() -> None:
    for name in models():
        model = loaded(name)
        declared = {key: one.symbol for group in (model.parameters, model.define) for key, one in group.items()}
        declared |= {key: vocabulary()[key].symbol for key in model.terms}
        for key, symbol in declared.items():
            assert not symbol or symbols(model)[key] == symbol


def test_symbols_in_letters() -> None:
    assert readable(r"\theta_{\mathrm{clear}}") == "\u03b8_clear"
    assert readable("c_{DD+}") == "c_DD+"


# -- drawings --------------------------------------------------------------------------------------------------------


def test_a_tree_names_types_chance_and_what_is_seen() -> None:
    half = Fraction(1, 2)
    moves = {
        (): Chance((("calm", half), ("storm", half))),
        ("calm",): Move("A", ("go", "stay"), "weather"),
        ("storm",): Move("A", ("go", "stay"), "weather"),
    }
    both = {("x", "y"): (1, 0), ("x", "z"): (1, 2), ("w", "y"): (1, 0), ("w", "z"): (1, 2)}
    each = {("x", "y"): (1, 0), ("x", "z"): (2, 0), ("w", "y"): (3, 0), ("w", "z"): (4, 0)}
    payoffs: dict[tuple[str, ...], Any] = {
        ("calm", "go"): both,
        ("calm", "stay"): each,
        ("storm", "go"): both,
        ("storm", "stay"): each,
    }
    game = ExtensiveGame(("A", "B"), (("x", "w"), ("y", "z")), ((half, half), (half, half)), moves, payoffs)
    assert drawing.tree(game) == [
        "chance",
        "|-- calm [1/2]: A (sees 'weather')",
        "|   |-- go                           A 1; B 0 if y, 2 if z",
        "|   `-- stay                         A 1 if x / y, 2 if x / z, 3 if w / y, 4 if w / z; B 0",
        "`-- storm [1/2]: A (sees 'weather')",
        "    |-- go                           A 1; B 0 if y, 2 if z",
        "    `-- stay                         A 1 if x / y, 2 if x / z, 3 if w / y, 4 if w / z; B 0",
    ]


def test_matrices() -> None:
    game = dt.bimatrix([[3, 0], [5, 1]], [[3, 5], [0, "1/2"]], actions=[["a", "b"], ["c", "d"]])
    assert drawing.matrix(game).rows == (("a", "3, 3", "0, 5"), ("b", "5, 0", "1, 1/2"))
    three = dt.StrategicGame(("A", "B", "C"), (("a",), ("b", "c"), ("d",)), ((1, 2), (3, 4), (5, 6)))
    assert drawing.matrix(three).rows == (("a", "b", "d", "1", "3", "5"), ("a", "c", "d", "2", "4", "6"))


# -- what ships ------------------------------------------------------------------------------------------------------


def flat(text: str) -> str:
    """The words of a text, however its lines are broken."""
    return " ".join(text.split())


def loaded(name: str) -> Model:
    model = dt.load(name)
    assert isinstance(model, Model)
    return model


@pytest.mark.parametrize("name", models())
def test_a_model_is_shown_whole(name: str) -> None:
    model = loaded(name)
    shown = model_document(model, name)
    text = flat(write(shown, "text", width=10_000))
    for group in (model.parameters, model.define, model.events, model.measures, model.regions):
        for key in group:
            assert key in text
    for definition in model.define.values():
        assert definition.because in text
        assert definition.formula in text
    for condition in model.assume.values():
        assert condition in text
    for claim in model.claims:
        assert claim.says in text
    for sign in model.signs.values():
        assert sign.because in text
        assert ("contested" in text) or sign.threshold != "contested"
    for key in all_sources(model.content):
        assert f"{key}: {references()[key]}" in text
    assert json.loads(write(shown, "json"))["title"] == model.title


@pytest.mark.parametrize("name", pacts())
def test_a_pact_is_shown_whole_and_what_is_not_verified_is_marked(name: str) -> None:
    pact = dt.load(name)
    assert isinstance(pact, Pact)
    text = flat(write(pact_document(pact), "text", width=10_000))
    for fact in pact.facts.values():
        assert fact.value in text
        assert fact.source in text
    for key, coding in pact.terms.items():
        assert key in text
        assert coding.basis in text
    entries = [*pact.terms.values(), *pact.facts.values()]
    unverified = sum(one.status == "unverified" for one in entries) + (pact.happened_status == "unverified")
    note = bool(sum(one.status == "unverified" for one in pact.terms.values())) + bool(
        sum(one.status == "unverified" for one in pact.facts.values())
    )
    assert text.count("UNVERIFIED") == unverified + note


def test_terms_and_worlds_are_shown() -> None:
    for term in vocabulary().values():
        assert flat(term.rubric) in flat(write(term_document(term), "text", width=10_000))
    for world in worlds().values():
        text = write(world_document(world), "text", width=10_000)
        assert world.because in flat(text)
        assert text.count(" yes\n") == len(world.differs)


# -- sources ---------------------------------------------------------------------------------------------------------


def test_every_shipped_reference_is_a_citation() -> None:
    for key, entry in references().items():
        text = str(entry)
        assert entry.key == key
        assert entry.fields["title"] in text
        assert not re.search(r"[{}\\]|  |\.\.", text.replace("et al..", ""))
        assert text.endswith(".")


def test_citations() -> None:
    assert str(references()["baligasjostrom2008"]).startswith("Baliga, Sandeep and Tomas Sj\u00f6str\u00f6m (2008). ")
    assert "Kenwick et al. (2022)" in str(references()["palmer2022"]).replace("Michael R. ", "")
    assert untex(r"{\'o} \v{c} {\o} \& ``x'' 1--2") == "\u00f3 \u010d \u00f8 & \u201cx\u201d 1\u20132"
    made = Reference("x", "book", {"author": "A, B", "year": "1990", "title": "T", "publisher": "P", "edition": "2"})
    assert str(made) == "A, B (1990). T. 2nd ed. P."
    assert cited(["nobody", "nobody"], references()) == (("nobody", "not in the bibliography"),)


def test_a_bibliography_beside_a_file(tmp_path: Path) -> None:
    (tmp_path / "references.bib").write_text("@book{own, author = {Own, O.}, title = {A {B}}, year = {2000}}", "utf-8")
    assert str(references_of(tmp_path / "model.toml")["own"]) == "Own, O. (2000). A B."
    assert "own" not in references_of(None)


# -- comparisons -----------------------------------------------------------------------------------------------------


def test_a_comparison_in_text_has_what_happened_below() -> None:
    comparison = compare(["nato-1949", "aukus-2021"])
    whole = comparison_table(comparison)
    text, other = comparison_document(comparison, "text"), comparison_document(comparison, "markdown")
    assert other.tables == (whole,)
    assert whole.columns[-1].name == "happened"
    assert [column.name for column in text.tables[0].columns] == [column.name for column in whole.columns[:-1]]
    assert [row[:-1] for row in whole.rows] == list(text.tables[0].rows)
    assert text.data == other.data
    frame = comparison.to_frame()
    assert list(frame["pact"]) == ["no pact", "nato-1949", "aukus-2021"]
    assert isinstance(frame["p_D"][1], Fraction)


# -- notebooks -------------------------------------------------------------------------------------------------------


def things() -> dict[str, Callable[[], Any]]:
    udg, tripwire, burden = loaded("unilateral-deterrence"), loaded("tripwire"), loaded("burden-sharing")
    chicken = dt.bimatrix([[0, -1], [1, -4]], [[0, 1], [-1, -4]])
    nato = dt.load("nato-1949")
    return {
        "model": lambda: udg,
        "provision-model": lambda: burden,
        "extensive": lambda: udg.game(udg.values()),
        "strategic": lambda: chicken,
        "provision": lambda: burden.game(burden.values()),
        "signaling-answer": lambda: dt.solve(udg.game(udg.values())),
        "backward-answer": lambda: dt.solve(tripwire.game(tripwire.values())),
        "bimatrix-answer": lambda: dt.solve(chicken),
        "provision-answer": lambda: dt.solve(burden.game(burden.values())),
        "reading": lambda: read(udg, udg.values()),
        "provision-reading": lambda: read(burden, burden.values()),
        "verdict": lambda: dt.verdict(udg, nato),  # type: ignore[arg-type]
        "not-asked": lambda: dt.verdict(udg, dt.load("aukus-2021")),  # type: ignore[arg-type]
        "threshold": lambda: dt.threshold(udg, nato),  # type: ignore[arg-type]
        "comparison": lambda: compare(["nato-1949"]),
        "table": lambda: compare(["nato-1949"]).table(),
    }


class Balanced(HTMLParser):
    """Counts tags that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", things())
def test_a_notebook_shows_it(name: str) -> None:
    thing = things()[name]()
    parser = Balanced()
    parser.feed(thing._repr_html_())
    assert not parser.open
    assert parser.seen & {"table", "ul"}
    latex = thing._repr_latex_()
    assert latex.count(r"\begin{") == latex.count(r"\end{") > 0


def test_hostile_words_in_a_notebook() -> None:
    content = dict(loaded("tripwire").content)
    content |= {"title": HOSTILE, "about": HOSTILE}
    content["parameters"] = {**content["parameters"]}
    content["parameters"]["prize"] = {**content["parameters"]["prize"], "meaning": HOSTILE, "symbol": r"\input{x}"}
    model = Model(**content)
    for thing in (model, model.game(model.values()), dt.solve(model.game(model.values())), dt.verdict(model)):
        html, latex = thing._repr_html_(), thing._repr_latex_()
        assert "<script>" not in html
        assert r"\input" not in latex
        assert "\x1b" not in html + latex
        outside = re.sub(r"\\\(.*?\\\)", "", html)
        for line in outside.splitlines():
            if "$" in line:  # kept from MathJax, by itself or by the table it stands in
                assert "mathjax_ignore" in line or line.startswith(
                    ("<li>", "<caption>", "<tr>", "<td", "<th", "<tfoot>")
                )


def test_a_long_game_is_cut_short_in_a_notebook() -> None:
    actions = tuple(f"a{k}" for k in range(400))
    payoffs = {(action,): {("",): (Fraction(0),)} for action in actions}
    game = ExtensiveGame(("A",), (("",),), ((Fraction(1),),), {(): Move("A", actions)}, payoffs)
    assert "... and 201 more lines" in game._repr_html_()


def test_a_model_of_three_players_says_that_its_measures_are_not_read(tmp_path: Path) -> None:
    cells = "".join(
        f'"{" ".join(plays)}" = {{ A = "{plays.count("go")}", B = "0", C = "{int(plays[0] == plays[2])}" }}\n'
        for plays in product(("go", "wait"), repeat=3)
    )
    (tmp_path / "three.toml").write_text(
        'format = 1\nform = "strategic"\ntitle = "Three"\nstatus = "canonical form"\nplayers = ["A", "B", "C"]\n'
        '[actions]\nA = ["go", "wait"]\nB = ["go", "wait"]\nC = ["go", "wait"]\n[payoffs]\n'
        f'{cells}[events]\nacts = ["go"]\n[measures]\n"P(acts)" = "acts"\n'
    )
    model = dt.load_model(tmp_path / "three.toml")
    document = solution_document(Question("three.toml", model), model.values(), read(model, model.values()))
    assert "Not measured: P(acts). Measures are read from strategic games of two players." in write(document, "text")
