"""Pictures of maps: the same bytes, boundaries at the thresholds, names inside their regions, overlaps hatched."""

from __future__ import annotations

import re
import sys
from fractions import Fraction as F
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "regions"))
from handmade import unilateral

from deterrence.errors import ModelError
from deterrence.figure import Picture, plot_regions
from deterrence.figure.draw import HEIGHT, WIDTH, colours, hatches
from deterrence.figure.marks import marks
from deterrence.figure.placing import place
from deterrence.figure.points import tagged
from deterrence.figure.style import TINTS
from deterrence.figure.thresholds import thresholds

TERMS = ("obligation_strength", "basing_right")


@pytest.fixture(scope="module")
def priors() -> Picture:
    return unilateral().plot("p_C", "p_D")


@pytest.fixture(scope="module")
def terms() -> Picture:
    regions = unilateral(TERMS, {"p_D": "17/20"})
    return regions.plot(*TERMS, pacts=["nato-1949", "usa-japan-1960", "usa-japan-1951"])


def texts(picture: Picture) -> list[str]:
    (axes,) = picture.figure.axes
    return [text.get_text() for text in (*axes.texts, *picture.figure.texts)]


@pytest.mark.parametrize("format", ["pdf", "svg", "png"])
def test_the_same_map_gives_the_same_bytes(priors: Picture, format: str, tmp_path: Path) -> None:
    again = unilateral().plot("p_C", "p_D", path=tmp_path / f"map.{format}")
    assert priors.bytes(format) == priors.bytes(format) == again.bytes(format)
    assert (tmp_path / f"map.{format}").read_bytes() == again.bytes(format)


def test_files_hold_fonts_and_no_dates(priors: Picture) -> None:
    document = priors.bytes("pdf")
    assert b"CreationDate" not in document
    assert b"/Subtype /Type0" in document or b"/TrueType" in document
    assert b"/Type3" not in document
    drawing = priors.bytes("svg").decode()
    assert "dc:date" not in drawing
    assert "<text" not in drawing


def test_the_users_own_style_neither_counts_nor_changes(priors: Picture) -> None:
    import matplotlib as mpl

    wanted = priors.bytes("svg")
    with mpl.rc_context({"font.size": 20, "axes.linewidth": 5, "svg.fonttype": "none"}):
        assert unilateral().plot("p_C", "p_D").bytes("svg") == wanted
        assert mpl.rcParams["font.size"] == 20


def test_names_stand_inside_their_regions(priors: Picture, terms: Picture) -> None:
    for picture in (priors, terms):
        (axes,) = picture.figure.axes
        drawn, found = picture.map, set()
        renderer = picture.figure.canvas.get_renderer()
        for text in axes.texts:
            name = text.get_text().replace("\n", " ")
            if name not in drawn.regions.model.regions:
                continue
            found.add(name)
            box = text.get_window_extent(renderer).transformed(axes.transData.inverted())
            for x in (box.x0, box.x1, (box.x0 + box.x1) / 2):
                for y in (box.y0, box.y1):
                    label = drawn.label(F(x), F(y))
                    assert label is not None
                    assert label.names[0] == name
        assert found == set(colours(drawn))


def test_overlaps_are_hatched_and_the_key_says_with_what(priors: Picture) -> None:
    from matplotlib.path import Path as Outline

    (axes,) = priors.figure.axes
    assert set(hatches(priors.map)) == {"Steadfast Deterrence"}
    assert "Steadfast Deterrence as well (fails D1)" in texts(priors)
    (hatched,) = [patch for patch in axes.patches if patch.get_hatch()]
    path = hatched.get_path()
    for k in range(40):
        x, y = 0.0126 + 0.025 * (k % 37), 0.013 + 0.0243 * k
        label = priors.map.label(F(x), F(y))
        assert label is not None
        loops = [Outline(loop) for loop in path.to_polygons()]
        assert any(loop.contains_point((x, y)) for loop in loops) is ("Steadfast Deterrence" in label.names[1:])


def test_boundaries_are_drawn_where_the_thresholds_are(priors: Picture) -> None:
    (axes,) = priors.figure.axes
    lines = [segment for collection in axes.collections for segment in collection.get_segments()]
    level = {round(float(y), 9) for line in lines for (_, y), (_, z) in [(line[0], line[-1])] if abs(y - z) < 1e-9}
    upright = {round(float(line[0][0]), 9) for line in lines if abs(line[0][0] - line[-1][0]) < 1e-9}
    assert level == {0.5, round(2 / 3, 9)}
    assert upright == {0.5}
    assert {(one.side, one.latex) for one in thresholds(priors.map)} == {
        ("right", "c_s"), ("right", "c_t"), ("top", "d_n"),
    }  # fmt: skip


def test_tints_differ_in_grey_and_no_name_shares_one(priors: Picture) -> None:
    def lightness(tint: str) -> float:  # of CIE Lab
        parts = [int(tint[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 116 * (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]) ** (1 / 3) - 16

    greys = [lightness(tint) for tint in TINTS]
    assert all(one - other > 3.5 for one, other in pairwise(greys))
    assert len(set(colours(priors.map).values())) == len(colours(priors.map)) == 4


def test_it_fits_a_column(priors: Picture, terms: Picture) -> None:
    for picture in (priors, terms):
        width, height = picture.figure.get_size_inches()
        assert width == pytest.approx(3.4)
        assert height < 4.5
        sizes = [text.get_fontsize() for axes in picture.figure.axes for text in axes.texts]
        assert min(sizes) >= 5.5
        renderer = picture.figure.canvas.get_renderer()
        for text in picture.figure.texts:
            box = text.get_window_extent(renderer)
            assert box.x0 >= 0
            assert box.x1 <= picture.figure.bbox.x1
            assert box.y0 >= 0


def test_pacts_lie_where_they_are_coded(terms: Picture) -> None:
    by_name = {mark.name: mark for mark in terms.marks}
    assert by_name["nato-1949"].x == (F(11, 20), F(13, 20), F(3, 4))
    assert by_name["nato-1949"].y == (F(1, 2),) * 3
    # the map is drawn without the other terms of any pact
    assert all("automaticity" in mark.elsewhere for mark in terms.marks)
    (axes,) = terms.figure.axes
    points = {
        (float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in axes.lines if line.get_marker() == "o"
    }
    assert points == {(0.65, 0.5), (0.5, 1.0), (0.15, 1.0)}
    assert {"nato-1949", "usa-japan-1960", "usa-japan-1951"} <= set(texts(terms))


def test_a_pact_with_the_terms_of_the_map_is_no_projection() -> None:
    from deterrence.pact import pacts

    pact = pacts()["nato-1949"]
    own = {term: pact.value(term) for term in pact.terms if term not in TERMS}
    regions = unilateral(TERMS, {"p_D": "17/20", **{k: v for k, v in own.items() if k in MODEL_TERMS}})
    drawn = regions.plot(*TERMS).map
    assert marks(drawn, [pact])[0].elsewhere == ()
    many = marks(drawn, list(pacts()))
    tags = tagged(many)
    assert set(tags.values()) == {chr(ord("a") + k) for k in range(len(tags))}


MODEL_TERMS = ("automaticity", "trigger_clarity", "joint_organ", "consultation_duty")


def test_words_go_to_the_widest_place_and_wrap_where_they_must() -> None:
    import numpy as np

    free = np.zeros((260, 290), dtype=bool)
    free[20:120, 10:280] = True
    free[130:150, 10:60] = True
    placed = place(free, "Certain Deterrence")
    assert placed is not None
    assert placed.text == "Certain Deterrence"
    assert placed.x == pytest.approx(145 / 290, abs=0.02)
    assert placed.y == pytest.approx(70 / 260, abs=0.02)
    tall = np.zeros((260, 290), dtype=bool)
    tall[:, 100:170] = True
    narrow = place(tall, "Certain Deterrence")
    assert narrow is not None
    assert narrow.text == "Certain\nDeterrence"
    assert place(np.zeros((260, 290), dtype=bool), "Bluff") is None
    assert WIDTH > HEIGHT


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": "map.gif"}, "pdf, png or svg"),
        ({"pacts": ["nato-1949"]}, "'p_C' is no term of pacts"),
        ({"x": "p_E"}, "'p_E' does not vary here"),
    ],
)
def test_wrong_pictures_are_advice(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        plot_regions(unilateral(), **{"x": "p_C", "y": "p_D", **arguments})


def test_an_unknown_pact_is_answered_with_the_closest(terms: Picture) -> None:
    with pytest.raises(ModelError, match=re.escape("no pact is called 'nato-1950'")):
        plot_regions(terms.map.regions, *TERMS, pacts=["nato-1950"])


def test_a_notebook_shows_it(priors: Picture) -> None:
    assert priors._repr_svg_().startswith("<?xml")
