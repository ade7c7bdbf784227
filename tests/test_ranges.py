"""Numbers known exactly, as roots, or only enclosed; and the ranges of measures over them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from deterrence.ranges import Range, compare, difference, lower, number_words, single, spanned, upper, with_possible
from deterrence.reading import EVERY, NONE, SOME, UNKNOWN, deterrence_word
from deterrence.roots import Algebraic, roots

HALF = Fraction(1, 2)
ROOT = roots(Fraction(-2), Fraction(0), Fraction(1))[1]  # the square root of 2
WIDE = Algebraic(None, Fraction(0), Fraction(1))


def test_a_number_is_compared_as_far_as_its_enclosure_tells() -> None:
    assert [compare(HALF, x) for x in (Fraction(0), HALF, Fraction(1))] == [1, 0, -1]
    assert [compare(ROOT, x) for x in (Fraction(1), Fraction(2))] == [1, -1]
    assert [compare(WIDE, x) for x in (Fraction(-1), Fraction(0), HALF, Fraction(2))] == [1, None, None, -1]
    inside = Algebraic((Fraction(-1), Fraction(2)), Fraction(0), Fraction(1))  # strictly between its ends
    assert [compare(inside, x) for x in (Fraction(0), Fraction(1), HALF)] == [1, -1, None]


def test_the_ends_of_a_range_hold_every_value_that_may_be_there() -> None:
    low, high = Algebraic(None, Fraction(1, 4), Fraction(3, 4)), Algebraic(None, Fraction(2), Fraction(3))
    found = spanned([low, HALF, high])
    assert found.minimum == Algebraic(None, Fraction(1, 4), HALF)
    assert found.maximum == high
    assert spanned([HALF, Fraction(1)]) == Range(HALF, Fraction(1))
    assert spanned([ROOT]).single
    assert spanned([]).undefined


def test_what_may_be_elsewhere_leaves_a_range_undefined_unless_it_is_within() -> None:
    found = spanned([Fraction(0), ROOT])
    assert with_possible(found, []) == found
    assert with_possible(found, [WIDE]) == found
    assert with_possible(spanned([HALF]), [HALF]) == spanned([HALF])
    beyond = with_possible(found, [WIDE, Algebraic(None, Fraction(1), Fraction(2))])
    assert beyond.minimum is beyond.maximum is None
    assert beyond.undefined.endswith("between 0 and 2")
    assert with_possible(spanned([]), [WIDE]).undefined.endswith("between 0 and 1")


def test_the_difference_is_exact_or_enclosed() -> None:
    assert difference(HALF, Fraction(1)) == -HALF
    assert difference(WIDE, HALF) == Algebraic(None, -HALF, HALF)
    assert (lower(WIDE), upper(WIDE), lower(HALF)) == (0, 1, HALF)
    assert number_words(WIDE) == "0 to 1"
    assert number_words(HALF) == "1/2"


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (single(Fraction(0)), EVERY),
        (single(HALF), NONE),
        (Range(Fraction(0), HALF), SOME),
        (single(WIDE), UNKNOWN),
        (single(Algebraic(None, Fraction(1, 4), HALF)), NONE),
        (Range(Fraction(0), WIDE), UNKNOWN),
    ],
)
def test_the_word_is_never_said_of_what_an_enclosure_leaves_open(found: Range, word: str) -> None:
    assert deterrence_word(found, Fraction(0), complete=True) == word
