"""A formula written out again, as plain text and as LaTeX: two more readings of the same tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from .grammar import ANALYTIC
from .members import COUNTED
from .readings import Reading

SUM, NEGATIVE, PRODUCT, POWER, ATOM = range(5)  # what binds how tightly

GREEK = (  # noqa: SIM905 - a list of 34 lines would read worse
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi"
    " omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split()


@dataclass(frozen=True, slots=True)
class Written:
    """Some notation and how tightly it binds; the operators put parentheses where they are needed."""

    text: str
    binds: int
    style: Literal["text", "latex"]

    def within(self, binds: int) -> str:
        """The notation, in parentheses unless it binds at least as tightly as `binds`."""
        if self.binds >= binds:
            return self.text
        return f"({self.text})" if self.style == "text" else rf"\left({self.text}\right)"

    def __add__(self, other: Written) -> Written:
        loose = self.style == "latex" and other.binds == SUM and not other.text.startswith("-")
        return Written(f"{self.text} + {other.text if loose else other.within(PRODUCT)}", SUM, self.style)

    def __sub__(self, other: Written) -> Written:
        return Written(f"{self.text} - {other.within(PRODUCT)}", SUM, self.style)

    def __mul__(self, other: Written) -> Written:
        if self.style == "text":
            return Written(f"{self.within(NEGATIVE)}*{other.within(POWER)}", PRODUCT, "text")
        right = other.within(PRODUCT)
        dot = r"\cdot" if right[0].isdigit() else r"\,"
        binds = NEGATIVE if self.binds == NEGATIVE else PRODUCT
        return Written(f"{self.within(NEGATIVE)} {dot} {right}", binds, "latex")

    def __neg__(self) -> Written:
        # Powers bind more tightly than a minus sign, which binds more tightly than products: -a*b is (-a)*b.
        # In mathematics the two mean the same, and a product may stand after the sign as it is.
        return Written("-" + self.within(POWER if self.style == "text" else PRODUCT), NEGATIVE, self.style)


def _terminating(value: Fraction) -> tuple[str, int] | None:
    """The digits and the power of ten of a nonnegative number with a finite decimal expansion."""
    rest, shift = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        shift = max(shift, count)
    if rest != 1:
        return None
    digits = str(value.numerator * 10**shift // value.denominator)
    zeros = len(digits) - len(digits.rstrip("0")) if not shift and value else 0
    return digits[: len(digits) - zeros], zeros - shift


def _plain(digits: str, power: int) -> str:
    if power >= 0:
        return digits + "0" * power
    digits = digits.rjust(1 - power, "0")
    return f"{digits[:power]}.{digits[power:]}"


def _text_value(value: Any) -> Written:
    if isinstance(value, Written):  # read already: a name that stands for a formula
        return value
    if isinstance(value, str):
        return Written(value, ATOM, "text")
    finite = _terminating(abs(value))
    if finite is None:
        size = Written(f"{abs(value.numerator)}/{value.denominator}", PRODUCT, "text")
    else:
        plain = _plain(*finite)
        size = Written(plain if len(plain) <= 20 else f"{finite[0]}e{finite[1]}", ATOM, "text")
    return -size if value < 0 else size


def _latex_value(value: Any) -> Written:
    if isinstance(value, Written):
        return value
    if isinstance(value, str):
        # a symbol with a superscript or a prime of its own cannot take another one
        return Written(value, POWER if "^" in value or "'" in value else ATOM, "latex")
    finite = _terminating(abs(value))
    if finite is None:
        size = Written(rf"\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", POWER, "latex")
    else:
        plain = _plain(*finite)
        long = Written(rf"{finite[0]} \cdot 10^{{{finite[1]}}}", PRODUCT, "latex")
        size = Written(plain, ATOM, "latex") if len(plain) <= 12 else long
    return -size if value < 0 else size


def _text_divide(left: Written, right: Written) -> Written:
    return Written(f"{left.within(NEGATIVE)}/{right.within(POWER)}", PRODUCT, "text")


def _latex_divide(left: Written, right: Written) -> Written:
    if left.binds == NEGATIVE:
        return Written(rf"-\frac{{{left.text.removeprefix('-')}}}{{{right.text}}}", NEGATIVE, "latex")
    return Written(rf"\frac{{{left.text}}}{{{right.text}}}", POWER, "latex")


def _power(base: Written, exponent: int) -> Written:
    mark = f"**{exponent}" if base.style == "text" else f"^{{{exponent}}}"
    return Written(base.within(ATOM) + mark, POWER, base.style)


def _call(name: str, values: Sequence[Written]) -> Written:
    inside = ", ".join(value.text for value in values)
    if values[0].style == "text":
        return Written(f"{name}({inside})", ATOM, "text")
    return Written(rf"\{name}\left({inside}\right)", ATOM, "latex")


def _counted(name: str) -> Callable[..., Written]:
    """The notation of a function of `members`: as called in text, as mathematics in LaTeX."""

    def written(*values: Written) -> Written:
        if values[0].style == "text":
            return Written(f"{name}({', '.join(value.text for value in values)})", ATOM, "text")
        q, n, *rest = values
        if name == "all_act":
            return Written(f"{q.within(ATOM)}^{{{n.text}}}", POWER, "latex")
        if name == "one_enough":
            return Written(rf"1 - \left(1 - {q.within(PRODUCT)}\right)^{{{n.text}}}", SUM, "latex")
        share = rf"\frac{{J\,{rest[0].within(PRODUCT)}}}{{J\,{rest[0].within(PRODUCT)} + {rest[1].text}}}"
        return Written(rf"\mathrm{{E}}_{{J \sim \mathrm{{Bin}}({n.text}, {q.text})}} {share}", PRODUCT, "latex")

    return written


def _function(name: str) -> Callable[..., Written]:
    """The notation of a function without exact values."""

    def written(*values: Written) -> Written:
        inside = ", ".join(value.text for value in values)
        if values[0].style == "text":
            return Written(f"{name}({inside})", ATOM, "text")
        if name == "sqrt":
            return Written(rf"\sqrt{{{inside}}}", ATOM, "latex")
        head = {"log": r"\ln", "Phi": r"\Phi", "Phi2": r"\Phi_2"}.get(name, rf"\{name}")
        if name == "Phi2":
            inside = f"{values[0].text}, {values[1].text}; {values[2].text}"
        return Written(rf"{head}\left({inside}\right)", ATOM, "latex")

    return written


SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}


def _compare(relation: str, left: Written, right: Written) -> Written:
    sign = relation if left.style == "text" else SIGNS[relation]
    return Written(f"{left.text} {sign} {right.text}", SUM, left.style)


def _reading(name: str, value: Any, divide: Any) -> Reading:
    return Reading(
        name=name,
        value=value,
        divide=divide,
        power=_power,
        minimum=lambda values: _call("min", values),
        maximum=lambda values: _call("max", values),
        compare=_compare,
        every=lambda parts: parts[0],
        functions={name: _counted(name) for name in COUNTED} | {name: _function(name) for name in ANALYTIC},
    )


TEXT = _reading("TEXT", _text_value, _text_divide)
LATEX = _reading("LATEX", _latex_value, _latex_divide)


def symbol(name: str) -> str:
    r"""A readable LaTeX symbol for a name without a declared one: ``c_DD_hard`` is ``c_{\mathrm{DD,hard}}``."""
    head, *rest = [part for part in name.split("_") if part]
    if head in GREEK:
        head = "\\" + head
    elif len(head) > 1:
        head = rf"\mathrm{{{head}}}"
    if not rest:
        return head
    below = ",".join(rest)
    if below in GREEK:
        below = "\\" + below
    elif len(below) > 1 and not below.isdigit():
        below = rf"\mathrm{{{below}}}"
    return f"{head}_{{{below}}}"
