"""TOML files: numbers stay exact, and hostile files are refused in place before `tomllib` reads them."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ModelError
from deterrence.formula import read_toml, toml


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "model.toml"


def refusal(path: Path, content: str | bytes) -> ModelError:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ModelError) as caught:
        read_toml(path)
    assert caught.value.file == str(path)
    return caught.value


def test_a_model_file(written: Path) -> None:
    written.write_text(
        """
        format = 1
        signed = 1949-04-04
        [parameters]   # what the pact finds in the world: a.b.c.d.e.f.g.h "[[[[
        v = { symbol = '\\v', range = [0, 1e1], default = 0.1, meaning = "a.b.c.d.e.f.g.h [[[[[[[[[[[[[[[[[[[[[[[" }
        [payoffs]
        "attack defend" = { Challenger = "v*win - c", Patron = { hard = "1", soft = "9e9999" } }
        [text]
        long = \"\"\"
        a " quote, a "" pair, an escaped \\\"\"\" three, 1e99999999, [[[[[[[[[[[[[[[[[[[[[[[[[\"\"\"
        raw = '''C:\\x ' '' [[[[[[[[[[[[[[[[[[[[[[[['''
        thousand = 1_000.5
        """
    )
    assert read_toml(written) == {
        "format": 1,
        "signed": datetime.date(1949, 4, 4),
        "parameters": {
            "v": {
                "symbol": "\\v",
                "range": [0, 10],
                "default": Fraction(1, 10),
                "meaning": "a.b.c.d.e.f.g.h [[[[[[[[[[[[[[[[[[[[[[[",
            }
        },
        "payoffs": {"attack defend": {"Challenger": "v*win - c", "Patron": {"hard": "1", "soft": "9e9999"}}},
        "text": {
            "long": 'a " quote, a "" pair, an escaped """ three, 1e99999999, [[[[[[[[[[[[[[[[[[[[[[[[['.join(
                ["        ", ""]
            ),
            "raw": "C:\\x ' '' [[[[[[[[[[[[[[[[[[[[[[[[",
            "thousand": Fraction(2001, 2),
        },
    }
    assert type(read_toml(written)["parameters"]["v"]["default"]) is Fraction


def test_line_ends_and_byte_order_mark(written: Path) -> None:
    written.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 0.5\r\n")
    assert read_toml(written) == {"a": 1, "b": Fraction(1, 2)}


LONG = 2**20 - 50


@pytest.mark.parametrize(
    ("content", "message", "line", "column"),
    [
        pytest.param("[" * LONG, "20 brackets", 1, 20, id="brackets"),
        pytest.param("a = 1\nx = " + "[" * LONG, "20 brackets", 2, 24, id="arrays"),
        pytest.param("x = " + "{a=" * (LONG // 3), "20 brackets", 1, None, id="inline tables"),
        pytest.param("a." * (LONG // 2) + "a = 1", "6 parts", 1, 0, id="dotted key"),
        pytest.param("[a" + " . a" * (LONG // 4) + "]", "6 parts", 1, None, id="dotted key with spaces"),
        pytest.param('"a".' * (LONG // 4) + "a = 1", "6 parts", 1, None, id="dotted key with quotes"),
        pytest.param("x = {" + "a." * 9 + "a = 1}", "6 parts", 1, 5, id="dotted key inside"),
        pytest.param("\n\nx = " + "9" * LONG, "longer than 100", 3, 4, id="long integer"),
        pytest.param("x = " + "9" * 70, "too many digits", 1, 4, id="integer"),
        pytest.param("x = -0." + "9" * 70, "too many digits", 1, 4, id="decimal"),
        pytest.param("x = 0x" + "f" * 70, "too many digits", 1, 4, id="hexadecimal"),
        pytest.param("x = 1e999999999", "exponent", 1, 4, id="exponent"),
        pytest.param("x = [1, -1.5e-999_999_999]", "exponent", 1, 8, id="negative exponent"),
        pytest.param("x = 1 # nan\ny = nan", "nan is not a number", 2, 4, id="nan"),
        pytest.param("y = [0.5, -inf]", "-inf is not a number", 1, 10, id="infinity"),
        pytest.param("a" * LONG + " = 1", "longer than 100", 1, 0, id="long key"),
        pytest.param("a = 1\nb = \n", "not TOML", 2, 4, id="missing value"),
        pytest.param("a = 1\nb = 2\na = 3", "not TOML", 3, None, id="key twice"),
        pytest.param("a = 1\n  b = .5", "not TOML", 2, 6, id="no digit before the point"),
        pytest.param('x = "' + "a" * LONG, "not TOML", 1, None, id="unterminated string"),
        pytest.param('x = """' + '\\"""' * (LONG // 4) + "\\", "not TOML", 1, None, id="unterminated lines"),
        pytest.param("x = '''" + "''" * (LONG // 2), "not TOML", 1, None, id="apostrophes"),
        pytest.param('x = """a\nb', "not TOML", 2, 1, id="end of document"),
        pytest.param("a = 1\rb = 2", "not TOML", 1, 5, id="carriage return"),
        pytest.param("a = 2020-13-45", "not TOML", 1, 8, id="impossible date"),
        pytest.param("\x00" * LONG, "not TOML", 1, 0, id="zeros"),
    ],
)
def test_refused(written: Path, content: str, message: str, line: int, column: int | None) -> None:
    error = refusal(written, content)
    assert message in error.message
    assert error.key == f"line {line}"
    assert error.formula is not None
    assert error.formula.isprintable()
    assert len(error.formula) <= 100
    assert error.column is not None
    assert 0 <= error.column <= len(error.formula)
    if column is not None:
        assert error.column == column


def test_whole_message(written: Path) -> None:
    assert str(refusal(written, 'title = "x"\n[parameters]\nv = { default = 1e500 }\n')) == (
        "a number's exponent is too large\n"
        f"  --> {written}: line 3\n"
        "   |  v = { default = 1e500 }\n"
        "   |                  ^\n"
        "   = write exponents from -60 to 60"
    )


def test_files_that_cannot_be_read(written: Path) -> None:
    for path in (written, written.parent, written / "below", written.parent / ("x" * 5000), Path("a\0b")):
        with pytest.raises(ModelError, match="cannot read"):
            read_toml(path)
    assert "megabyte" in refusal(written, "#" * (toml.SIZE + 1)).message
    error = refusal(written, b"a = 1\nb = '\xff'\n")
    assert "UTF-8" in error.message
    assert error.key == "line 2"


FRAGMENTS = [
    "a", "b.c", "a.b.c.d.e.f.g", '"a b"', "'a'", " = ", "=", "[", "]", "[[", "]]", "{", "}", ",", "\n", "\n", "\r\n",
    "\r", "#", '"', '"""', "'", "'''", "\\", '\\"', "\\u0041", "\\ud800", "1", "0.5", "1e5", "1e999999999", "nan",
    "-inf", "0x1f", "1_000", "1979-05-27", "1979-05-27T07:32:00.9999999999Z", "25:61:61", "true", "\x00", "\ufeff",
    "é", "\u202e", "9" * 80, "[" * 40, "a." * 40, "{a=" * 40, "x = [", "t = {a = 1, b = 2}", "[a.b]", "[[a]]",
    "a = 1\n", 'b = "x"\n',
]  # fmt: skip


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(FRAGMENTS), max_size=15).map("".join),
        st.lists(st.sampled_from(FRAGMENTS), max_size=15).map(" ".join),
    ).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=60)
)
@settings(deadline=None, max_examples=500)
def test_hostile_file_is_tables_or_our_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "hostile.toml"
    path.write_bytes(content)
    try:
        tables = read_toml(path)
    except ModelError as error:
        shown = str(error)
    else:
        shown = ""
        assert isinstance(tables, dict)
    assert shown.replace("\n", "").isprintable()
    assert len(shown) < 1000
