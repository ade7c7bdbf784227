"""Deviations of two players in integers, against `gains` in Fractions."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.certificate import certify_all
from deterrence.deviations import gains

entries = st.fractions(-5, 5, max_denominator=4)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 4), st.integers(1, 4))
def test_many_profiles_at_once_as_one_deviation_after_the_other(data: st.DataObject, m: int, n: int) -> None:
    """Of anything that is called a profile, equilibrium or not."""
    A, B = (data.draw(st.lists(st.lists(entries, min_size=n, max_size=n), min_size=m, max_size=m)) for _ in "AB")
    game = dt.bimatrix(A, B)
    sides = [[tuple(data.draw(st.lists(entries, min_size=k, max_size=k))) for _ in "ab"] for k in (m, n)]
    profiles = [(x, y) for x in sides[0] for y in sides[1]]
    for profile, certificate in zip(profiles, certify_all(game, profiles), strict=True):
        assert certificate.largest_gain == max(max(row) for row in gains(game, profile))
        residuals = [r for mixed in profile for r in (abs(sum(mixed) - 1), *(-p for p in mixed))]
        assert certificate.largest_residual == max(0, *residuals)
        assert certificate == dt.certify(game, profile)


def test_profiles_that_are_made_on_the_way_are_told_apart() -> None:
    """Rows of an array are new objects each time, which may stand where the last one stood."""
    game = dt.bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    claims = np.array([[[1, 0], [1, 0]], [[1, 0], [0, 1]]] * 50)
    assert [c.largest_gain for c in certify_all(game, claims)] == [0, 1] * 50
