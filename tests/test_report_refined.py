"""What `deterrence solve game.nfg` says of each component: its index, and how much of it is perfect and proper."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.report.answers import bimatrix_dict
from deterrence.report.document import write
from deterrence.report.gamefile import game_document

# Row's and Column's payoffs
MYERSON = ([[1, 0, -9], [0, 0, -7], [-9, -7, -7]],) * 2
PENNY = [[-1, 0, -1], [0, -1, -1]], [[1, 0, 1], [0, 1, 1]]
THREE_POINTS = [[1, 1, 1], [2, 0, 1]], [[1, 2, 2], [1, 0, 1]]
ENTRY = [[1, 1], [2, 0]], [[2, 2], [1, 0]]
GAMES = {"myerson": MYERSON, "penny": PENNY, "three-points": THREE_POINTS, "entry": ENTRY}


@pytest.mark.parametrize("name", GAMES)
def test_what_is_printed(golden: Callable[[str, str], None], name: str) -> None:
    game = dt.bimatrix(*GAMES[name])
    document = game_document(f"{name}.nfg", game, dt.solve(game), False)
    golden(f"refined/{name}.txt", write(document, "text", width=100))


def test_as_data() -> None:
    found = json.loads(json.dumps(bimatrix_dict(dt.solve(dt.bimatrix(*PENNY)))))
    assert found["indices"] == [1]
    assert found["isolated"] == [False]
    assert found["perfect"] == [found["subsets"]]
    assert found["proper"] == [[{"rows": [{"1": "1/2", "2": "1/2"}], "columns": [{"1": "0", "2": "0", "3": "1"}]}]]
    assert found["proper_status"] == "all proper equilibria"
    assert found["proper_certificate"]["holds"]


def test_larger_games_are_not_searched_for_proper_equilibria() -> None:
    game = dt.bimatrix([[0] * 6] * 6)
    answer = dt.solve(game)
    text = write(game_document("zero.nfg", game, answer, False), "text")
    assert "Proper: not looked for above 5 actions a side; in Python, solve(game).proper does" in text
    assert "Perfect: every equilibrium is perfect" in text
    assert bimatrix_dict(answer)["proper"] is None


def test_an_index_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = dt.solve(dt.bimatrix([[1, 1, 0], [1, 1, 0], [0, 0, 2]], [[1, 1, 0], [1, 1, 0], [0, 0, 2]]))
    assert set(answer.indices) == {1, -1}
    monkeypatch.setattr("deterrence.solvers.index.MOST_BASES", 2)
    answer = dt.solve(answer.game)
    assert set(answer.indices) == {1, None}
    text = write(game_document("ties.nfg", answer.game, answer, False), "text")
    assert "Index: unknown, for it is too degenerate" in text
    assert Fraction(1) in answer.extreme[0][0]
