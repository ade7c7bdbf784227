"""Tables: the five formats, what rounds and what does not, and words that would rather be something else."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import DeterrenceError
from deterrence.table import FORMATS, Column, Table, plain, render
from deterrence.table.cells import Cell, Interval, Irrational, clean, decimal, exact, shown
from deterrence.table.layout import length

THRESHOLDS = Table(
    columns=(
        Column("pact", "Pact"),
        Column("p_D", "least p_D", latex=r"$\underline{p}_D$", align="r"),
        Column("box", "over the coded box", align="r"),
        Column("war", "P(war)", align="r"),
        Column("worlds", "worlds", align="r"),
        Column("pays", "free-riding pays"),
        Column("happened", "what happened"),
    ),
    rows=(
        ("us-japan", Fraction(2, 3), Interval(Fraction(79, 100), Fraction(17, 20)), Fraction(0), 4, False, "In force."),
        (
            "anglo-polish",
            Fraction(1, 2),
            Interval(Fraction(-1, 3), Fraction(1)),
            0.25,
            3,
            True,
            "Signed on 25 August 1939, invoked a week later; war was declared on 3 September 1939.",
        ),
        ("aukus", None, None, None, 0, None, "not asked: a capability pact"),
    ),
    title="When does the commitment deter?",
    caption="The least prior of a Hard defender at which each pact deters",
    label="tab:thresholds",
    notes=("World: default; refinement: D1.", "Texts are compared, not alliances."),
)

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;a new title\x07",
    "\x9b2Jcleared",
    "two\nlines\r\nand\ttabs",
    "a | pipe",
    "<script>alert(1)</script> & <b>bold</b>",
    r"\input{/etc/passwd} \write18{rm} $x$ 50% #1 a_b a^b ~",
    "[a link](javascript:alert(1)) ![image](x) `code` **bold**",
    "=HYPERLINK(1)",
    "@SUM(1)",
    "+1+1",
    "-1+1",
    '"quoted", with comma',
    "[1cm] after a line break",
    "* after a line break",
    "\u202eright to left\u2066",
    "a lone \ud800 surrogate",
    "–—“”≤φ−",  # noqa: RUF001
    "日本 wide",
]


def one(cell: Cell, header: str = "value", **words: str) -> Table:
    return Table((Column("value", header),), ((cell,),), **words)


# -- the five formats ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "ending"),
    [("text", "txt"), ("markdown", "md"), ("latex", "tex"), ("csv", "csv"), ("json", "json")],
)
def test_golden(golden: Callable[[str, str], None], format: str, ending: str) -> None:
    golden(f"table/thresholds.{ending}", render(THRESHOLDS, format))


def test_golden_narrow(golden: Callable[[str, str], None]) -> None:
    golden("table/thresholds-80.txt", render(THRESHOLDS, "text", width=80))
    golden("table/thresholds-40.txt", render(THRESHOLDS, "text", width=40))


def test_golden_hostile(golden: Callable[[str, str], None]) -> None:
    table = Table(
        (Column("word", "word | $x$ <b>"), Column("n", "n", align="r")),
        tuple((word, number) for number, word in enumerate(HOSTILE)),
        caption="100% of R&D",
        notes=("a_note with ^ and \\",),
    )
    golden("table/hostile.md", render(table, "markdown"))
    golden("table/hostile.tex", render(table, "latex"))
    golden("table/hostile.csv", render(table, "csv"))
    golden("table/hostile.html", table._repr_html_())


def test_golden_exact(golden: Callable[[str, str], None]) -> None:
    golden("table/exact.tex", render(THRESHOLDS, "latex", exact=True))


def test_an_unknown_format_is_refused_with_advice() -> None:
    with pytest.raises(DeterrenceError, match="no format 'latx': did you mean 'latex'"):
        render(THRESHOLDS, "latx")
    with pytest.raises(DeterrenceError, match="write one of text, markdown, latex, csv, json"):
        render(THRESHOLDS, "yaml!")


@pytest.mark.parametrize("digits", [-1, 2.5, True, 10**9])
def test_digits_that_make_no_sense(digits: int) -> None:
    with pytest.raises(DeterrenceError, match="from 0 to 100"):
        render(THRESHOLDS, digits=digits)


# -- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(79, 100), 3, ".79"),
        (Fraction(1, 3), 3, ".333"),
        (Fraction(2, 3), 1, ".7"),
        (Fraction(-3, 2), 3, "-1.5"),
        (Fraction(0), 3, "0"),
        (Fraction(1, 10**6), 3, ".000"),
        (Fraction(-1, 10**6), 3, "-.000"),
        (Fraction(9999, 10000), 3, "1.000"),
        (Fraction(1), 3, "1"),
        (Fraction(1, 8), 2, ".12"),
        (Fraction(3, 8), 2, ".38"),
        (Fraction(5, 2), 0, "2"),
        (Fraction(1, 3), 0, "0"),
        (Fraction(490110, 10**6), 6, ".49011"),
        (7, 3, "7"),
    ],
)
def test_decimals(value: Fraction, digits: int, text: str) -> None:
    assert decimal(value, digits) == text


@given(st.fractions(), st.integers(0, 12))
def test_a_decimal_is_as_near_as_its_digits_allow_and_says_whether_it_is_exact(value: Fraction, digits: int) -> None:
    text = decimal(value, digits)
    error = abs(Fraction(text) - value)
    assert error <= Fraction(1, 2 * 10**digits)
    decimals = len(text.partition(".")[2])
    if error:
        assert decimals == digits
    elif decimals:
        assert not text.endswith("0") or decimals < digits


def test_cells_as_a_reader_sees_them() -> None:
    assert shown(Interval(Fraction(79, 100), Fraction(17, 20))) == "[.79, .85]"
    assert shown(Interval(Fraction(79, 100), Fraction(17, 20)), as_ratio=True) == "[79/100, 17/20]"
    close = Interval(Fraction(1, 3), Fraction(10**6 + 1, 3 * 10**6))  # the ends differ beyond the digits shown
    assert (shown(close), shown(close, digits=7)) == (".333", "[.3333333, .3333337]")
    assert [shown(cell) for cell in (True, False, 2019, 0.5, float("-inf"), 1e300)] == [
        "yes",
        "no",
        "2019",
        ".500",
        "-inf",
        "1.000e+300",
    ]
    assert render(one(None)).splitlines()[-1] == "-"


def test_numbers_longer_than_python_likes_to_print() -> None:
    long = Fraction(10**5000 + 1, 3)
    table = one(long)
    assert exact(long).startswith("1000")
    for format in FORMATS:
        assert render(table, format)
    value, as_float = list(csv.reader(io.StringIO(render(table, "csv"))))[1]
    assert (len(value), as_float) == (5003, "inf")


@given(
    st.lists(
        st.tuples(
            st.fractions() | st.none(),
            st.floats(allow_nan=False),
            st.integers(),
            st.booleans(),
            st.tuples(st.fractions(), st.fractions()).map(lambda ends: Interval(*sorted(ends))),
        ),
        min_size=1,
    )
)
def test_csv_and_json_lose_nothing(rows: list[tuple[Cell, ...]]) -> None:
    names = ("exact", "float", "whole", "truth", "box")
    table = Table(tuple(Column(name, name) for name in names), tuple(rows))
    from_json = json.loads(render(table, "json"))["rows"]
    from_csv = list(csv.DictReader(io.StringIO(render(table, "csv"))))
    assert len(from_json) == len(from_csv) == len(rows)
    for (fraction, float_, whole, truth, box), j, c in zip(rows, from_json, from_csv, strict=True):
        assert (None if j["exact"] is None else Fraction(j["exact"])) == fraction
        assert (Fraction(c["exact"]) if c["exact"] else None) == fraction
        assert float(j["float"]) == float(c["float"]) == float_
        assert int(j["whole"]) == int(c["whole"]) == whole
        assert j["truth"] is truth
        assert c["truth"] == ("true" if truth else "false")
        assert isinstance(box, Interval)
        assert Interval(Fraction(j["box"]["low"]), Fraction(j["box"]["high"])) == box
        assert Interval(Fraction(c["box_low"]), Fraction(c["box_high"])) == box
        assert float(c["box_low_float"]) == float(box.low)


def test_json_has_no_numbers_that_json_lacks() -> None:
    rows = ((float("nan"), float("inf"), 2**60),)
    table = Table(tuple(Column(name, name) for name in "abc"), rows)
    row = json.loads(render(table, "json"), parse_constant=pytest.fail)["rows"][0]
    assert row == {"a": "nan", "b": "inf", "c": str(2**60)}


def test_csv_refuses_two_columns_of_one_name() -> None:
    table = Table((Column("p", "p"), Column("p_float", "x")), ((Fraction(1, 2), 1),))
    with pytest.raises(DeterrenceError, match="two columns p_float: rename"):
        render(table, "csv")


# -- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize("format", FORMATS)
def test_hostile_words_stay_words(format: str, word: str) -> None:
    table = Table((Column("value", word), Column("n", "n")), ((word, 1), (word, 2)), title=word, notes=(word,))
    text = render(table, format)
    text.encode()  # no lone surrogates
    for letter in text:
        assert letter == "\n" or letter.isprintable()
    if format == "markdown":
        assert {row.replace(r"\|", "").count("|") for row in text.splitlines() if row.startswith("|")} == {3}
        assert "<" not in text
    if format == "csv":
        rows = list(csv.reader(io.StringIO(text)))
        assert [len(row) for row in rows] == [2, 2, 2]
        assert rows[1][0].removeprefix("'") == clean(word)
        assert not rows[1][0].startswith(("=", "@", "+", "-"))
    if format == "json":
        assert json.loads(text)["rows"][0]["value"] == clean(word)


@given(st.text())
def test_any_text_is_safe_everywhere(word: str) -> None:
    table = Table((Column("a", word), Column("b", "b")), ((word, word),), title=word, caption=word, notes=(word,))
    for format in FORMATS:
        render(table, format).encode()
    assert "\x1b" not in render(table, "text", width=30)
    assert list(csv.reader(io.StringIO(render(table, "csv"))))[1][0].removeprefix("'") == clean(word).removeprefix("'")
    latex = render(table, "latex")
    assert latex.count(r"\begin{") == latex.count(r"\end{") == 2
    body = latex.replace(r"\{", "").replace(r"\}", "")
    assert body.count("{") == body.count("}")
    assert table._repr_html_().count("<td") == 3


def test_clean() -> None:
    assert clean("a\x1b[1;31mb\x1b[0mc") == "abc"
    assert clean("\x1b\x1b[31m[31m") == "[31m[31m"  # what is left is harmless
    assert clean("a\u2028b\x85c") == "a b c"
    assert clean("a\ud800") == "a\ufffd"


# -- layout ----------------------------------------------------------------------------------------------------------


@given(st.integers(1, 200))
def test_text_fits_its_width(width: int) -> None:
    for line in render(THRESHOLDS, width=width).splitlines():
        assert length(line) <= max(width, 20)


def test_every_word_survives_wrapping() -> None:
    text = render(THRESHOLDS, width=60)
    for row in THRESHOLDS.rows:
        for cell in row:
            for word in ("-" if cell is None else shown(cell)).split():
                assert word in text


def test_wide_letters_are_aligned() -> None:
    lines = render(Table((Column("a", "name"), Column("b", "n", align="r")), (("日本", 1), ("Chile", 22)))).splitlines()
    assert {length(line) for line in lines} == {9}


# -- what a table refuses, and what notebooks ask of it --------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Table((), ()), "needs columns"),
        (lambda: Table((Column("a", "A"), Column("a", "B")), ()), "different names"),
        (lambda: Table((Column("a", "A"),), ((1, 2),)), "row 1 has 2 cells"),
        (lambda: Table((Column("a", "A"),), (([1],),)), "column 'a' holds a list"),  # type: ignore[arg-type]
        (lambda: one(1, label="tab:}\\input"), "would break LaTeX"),
        (lambda: Interval(Fraction(1), Fraction(0)), "lower end first"),
        (lambda: Interval("0", 1), "write a number"),  # type: ignore[arg-type]
    ],
)
def test_what_is_not_a_table(make: Callable[[], object], message: str) -> None:
    with pytest.raises(DeterrenceError, match=message):
        make()


def test_a_table_is_plain_frozen_data() -> None:
    again = Table(list(THRESHOLDS.columns), [list(row) for row in THRESHOLDS.rows], **_words())  # type: ignore[arg-type]
    assert again == THRESHOLDS
    assert hash(again) == hash(THRESHOLDS)
    assert str(again) == render(again)
    assert plain(again)["columns"][0] == {"name": "pact", "header": "Pact"}


def _words() -> dict[str, object]:
    return {name: getattr(THRESHOLDS, name) for name in ("title", "caption", "label", "notes")}


def test_a_table_may_be_empty() -> None:
    table = Table((Column("a", "A"), Column("b", "B", align="r")), ())
    for format in FORMATS:
        assert render(table, format)
    assert render(table, "csv") == "a,b\n"
    assert list(table.to_frame().columns) == ["a", "b"]


def test_in_a_notebook() -> None:
    assert THRESHOLDS._repr_latex_() == render(THRESHOLDS, "latex")
    page = one("<script>", header="<i>", title='"&', notes=("<b>",))._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<i>" not in page
    assert "<b>" not in page


def test_a_frame_keeps_exact_values() -> None:
    frame = THRESHOLDS.to_frame()
    assert frame["p_D"][0] == Fraction(2, 3)
    assert isinstance(frame["p_D"][0], Fraction)
    assert frame["box"][0] == THRESHOLDS.rows[0][2]


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(DeterrenceError, match="pip install pandas"):
        THRESHOLDS.to_frame()


def test_an_irrational_number_is_a_decimal_to_readers_and_exact_in_data() -> None:
    root = one(Irrational(2**0.5, "1.414 (root of x^2 - 2)"))
    assert [render(root, name).count("root of") for name in ("text", "markdown", "latex")] == [0, 0, 0]
    assert "1.414" in render(root, "latex")
    assert "root of x^2 - 2" in render(root, exact=True)
    assert "root of x^2 - 2" in render(root, "json")
    assert list(csv.reader(io.StringIO(render(root, "csv"))))[1] == ["1.414 (root of x^2 - 2)", "1.4142135623730951"]


def test_a_float_that_rounds_to_0_has_no_sign() -> None:
    assert [shown(x) for x in (-1e-40, -4e-4, -6e-4)] == [".000", ".000", "-.001"]
    assert shown(Fraction(-1, 10**6)) == "-.000"  # of an exact number it is known
