"""Hypothesis strategies: formulas with an independent reading of each, points, and hostile text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

NAMES = ("a", "b", "c_SQ", "p_D", "win")
Point = Mapping[str, Fraction]


@dataclass(frozen=True)
class Drawn:
    """The text of a formula, and its value at a point computed without the package; it may divide by zero."""

    text: str
    value: Callable[[Point], Fraction]
    powers: int = 0

    def __repr__(self) -> str:
        return f"Drawn({self.text!r})"


# Few and small values, so that ties of min and max, and zeros, are common rather than never drawn.
small = st.builds(Fraction, st.integers(-3, 3), st.sampled_from([1, 1, 2, 3]))
points = st.fixed_dictionaries(dict.fromkeys(NAMES, small))


def _number(text: str) -> Drawn:
    return Drawn(text, lambda _: Fraction(text))


def _name(name: str) -> Drawn:
    return Drawn(name, lambda point: point[name])


_leaves = st.one_of(
    st.sampled_from(NAMES).map(_name),
    st.sampled_from(["0", "1", "2", "0.5", ".25", "3.", "1e-1", "1.5e1", "0.1"]).map(_number),
)


def _binary(sign: str, left: Drawn, right: Drawn) -> Drawn:
    def value(point: Point) -> Fraction:
        x, y = left.value(point), right.value(point)
        return {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "/": lambda: x / y}[sign]()

    return Drawn(f"({left.text}) {sign} ({right.text})", value, left.powers + right.powers)


def _power(base: Drawn, exponent: int) -> Drawn:
    return Drawn(f"({base.text})**{exponent}", lambda point: base.value(point) ** exponent, base.powers + 1)


def _negative(part: Drawn) -> Drawn:
    return Drawn(f"-({part.text})", lambda point: -part.value(point), part.powers)


def _extreme(name: str, parts: list[Drawn]) -> Drawn:
    choose = min if name == "min" else max
    text = f"{name}({', '.join(part.text for part in parts)})"
    return Drawn(text, lambda point: choose(part.value(point) for part in parts), sum(part.powers for part in parts))


def _bigger(parts: st.SearchStrategy[Drawn]) -> st.SearchStrategy[Drawn]:
    return st.one_of(
        st.builds(_binary, st.sampled_from("+-*/"), parts, parts),
        st.builds(_extreme, st.sampled_from(["min", "max"]), st.lists(parts, min_size=2, max_size=3)),
        st.builds(_negative, parts),
        st.builds(_power, parts.filter(lambda part: part.powers < 2), st.integers(0, 3)),
    )


formulas = st.recursive(_leaves, _bigger, max_leaves=8)
conditions = st.lists(formulas, min_size=2, max_size=3).flatmap(
    lambda sides: st.tuples(
        st.just(sides),
        st.lists(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), min_size=len(sides) - 1, max_size=len(sides) - 1),
    )
)

# Fragments that have broken parsers of arithmetic: code, other notations, homoglyphs, depth and length.
FRAGMENTS = [
    "a", "win", "min", "max", "min(", "max(a,", "(", ")", "((((((((((", "))))", "+", "-", "*", "**", "/", "//", "%",
    "@", "^", "~", "<", "<=", "==", "!=", "=", ":=", "->", ",", ";", ":", ".", "..", "...", "'", '"', '"""', "`", "#",
    "\\", "\n", "\r", "\t", "\x00", "\x1b[31m", " ", "[", "]", "{", "}", "{a: 1}", "lambda", "lambda: 0", "if", "else",
    "and", "or", "not", "in", "is", "is not", "await", "yield", "None", "True", "__import__('os')", "a.__class__",
    "a[0]", "f'{a}'", "b'x'", "*args", "**kw", "a=1", "_", "__", "1", "0", "00", "007", "0x1f", "0o7", "0b1", "1_000",
    "1j", "1e", "1e5", "1e999999999", "1e-999999999", "1.5.2", "9" * 70, "1" * 5000, "**9999999999", "**12", "**-1",
    "-" * 60, "(" * 300, "[" * 300, "a+" * 1500, "a**2**2", "x" * 3000, "\u0430", "\uff11", "\u0661", "\u2212",
    "\u00d7", "\u00b2", "\ufeff", "\u202e", "\ud800", "\U0001f4a3", "ª", "ﬁ", "1if 1else 2", "0or 1", "1 is 1",
    "(a)(b)",
]  # fmt: skip
hostile = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join),
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join),
    st.text(alphabet="ab019.+-*/(),<>=! eE_", max_size=40),
    st.tuples(formulas.map(lambda drawn: drawn.text), st.sampled_from(FRAGMENTS), st.integers(0, 60)).map(
        lambda parts: parts[0][: parts[2]] + parts[1] + parts[0][parts[2] :]
    ),
)
