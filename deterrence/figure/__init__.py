"""Pictures of maps of regions: exact boundaries, names inside the regions, overlaps hatched, real pacts as points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deterrence.figure.marks import Mark, marks
from deterrence.figure.style import format_of, written
from deterrence.regions.map import RegionMap, region_map

if TYPE_CHECKING:
    from deterrence.pact import Pact
    from deterrence.regions.result import Regions


@dataclass(frozen=True)
class Picture:
    """A drawn map.

    Attributes
    ----------
    map
        What is drawn, with its exact cells.
    marks
        The pacts on it.
    figure
        Of matplotlib, for whoever wants to change it; `bytes` and `save` write it so that the same map gives the same
        bytes.
    """

    map: RegionMap
    marks: tuple[Mark, ...]
    figure: Any

    def bytes(self, format: str = "pdf") -> bytes:
        """The picture as ``"pdf"``, ``"png"`` or ``"svg"``."""
        return written(self.figure, format_of(f"picture.{format}"))

    def save(self, path: str | PathLike[str]) -> None:
        """Write it to a file whose name ends in .pdf, .png or .svg."""
        Path(path).write_bytes(written(self.figure, format_of(path)))

    def _repr_svg_(self) -> str:
        return self.bytes("svg").decode()


def plot_regions(
    regions: Regions,
    x: str,
    y: str,
    *,
    at: Mapping[str, Any] | None = None,
    pacts: Sequence[Pact | str] = (),
    path: str | PathLike[str] | None = None,
) -> Picture:
    """Draw the map of regions over two of their names.

    Parameters
    ----------
    regions
        The answer of `regions`.
    x, y
        Names that vary; the first is drawn to the right.
    at
        A value for every other name that varies.
    pacts
        Pacts, or names of shipped ones, marked at their codings; both axes are terms then.
    path
        Where to write the picture: .pdf, .png or .svg.

    Raises
    ------
    ModelError
        For names that do not vary or have no value, pacts that are not known, and other endings.
    SolverError
        For names without bounds, and boundaries that are no polynomials in the two names.
    """
    from deterrence.figure.draw import draw

    if path is not None:
        format_of(path)
    drawn = region_map(regions, x, y, at)
    found = marks(drawn, pacts)
    picture = Picture(drawn, found, draw(drawn, found))
    if path is not None:
        picture.save(path)
    return picture
