"""How pictures look and how they are written: for a paper's column, in grey and colour, the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

from deterrence.errors import ModelError

COLUMN = 3.4  # inches
SIZES = (8.0, 7.0, 6.0)  # points, of names inside regions
SMALL = 6.5  # points, of keys and ticks
INK, FAINT = "#1a1a1a", "#595959"
FORMATS = ("pdf", "png", "svg")

# From light to dark in steps of 5 in CIE lightness, so that neighbours differ in grey too; the hues are those of Okabe
# and Ito (2008), which people with any kind of colour vision tell apart.
TINTS = ("#faf6c1", "#cee9f8", "#f4d48d", "#94d6c4", "#e0adc9", "#79b5d7", "#e28c48", "#939393")
HATCHES = ("////", "\\\\\\\\", "||||", "----", "xxxx", "....")

SETTINGS: Mapping[str, Any] = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 8.0,
    "axes.labelsize": 8.0,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "hatch.linewidth": 0.35,
    # fonts go into the file as TrueType, which journals ask for; letters of an svg are outlines
    "pdf.fonttype": 42,
    "pdf.compression": 0,  # compressed bytes depend on the version of zlib
    "ps.fonttype": 42,
    "svg.fonttype": "path",
    # what is drawn twice is the same to the byte
    "svg.hashsalt": "deterrence",
    "svg.id": None,
}
METADATA: Mapping[str, Mapping[str, Any]] = {
    "pdf": {"Creator": "deterrence", "Producer": None, "CreationDate": None},
    "svg": {"Creator": "deterrence", "Date": None},
    "png": {"Software": None},
}
DOTS = 300  # an inch


@contextmanager
def style() -> Iterator[None]:
    """Inside, matplotlib draws in this style, whatever the user's own is; outside, nothing changes."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        known: Any = mpl.rcParams  # older versions lack some of the settings
        known.update({key: value for key, value in SETTINGS.items() if key in known})
        yield


def format_of(path: str | PathLike[str]) -> str:
    """The format that a file's name asks for.

    Raises
    ------
    ModelError
        For a name that ends otherwise.
    """
    suffix = Path(path).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise ModelError("a picture is written as pdf, png or svg", file=str(path), advice="end its name in .pdf")
    return suffix


def written(figure: Any, format: str) -> bytes:
    """A figure as a file's bytes; the same figure gives the same bytes."""
    out = io.BytesIO()
    with style():
        figure.savefig(out, format=format, dpi=DOTS, metadata=dict(METADATA[format]))
    return out.getvalue()
