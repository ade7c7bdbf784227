"""Regions as plain data for programs: `docs/region-maps.md` describes every key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from deterrence import __version__
from deterrence.formula import parse
from deterrence.regions.forms import Forms, Phrase
from deterrence.regions.overlaps import overlaps
from deterrence.regions.result import Extent, Piece, Regions
from deterrence.regions.signs import Sign
from deterrence.regions.words import Naming
from deterrence.report.propositions import Claim, claims, extent_phrase
from deterrence.table.cells import exact


def uses(regions: Regions, naming: Naming) -> tuple[str, ...]:
    """The definitions in which conditions and closed forms are written, and those that these rest on."""
    found: dict[str, None] = {}
    for _, piece in regions.pieces():
        for phrase in naming.conditions(piece.conditions):
            found.update(dict.fromkeys(phrase.uses))
        for group in (piece.strategies, piece.beliefs, piece.outcomes, piece.measures):
            for extent in group.values():
                if extent is not None:
                    found.update(dict.fromkeys(extent_phrase(naming, extent).uses))
    return resting(regions, found)


def resting(regions: Regions, given: Iterable[str]) -> tuple[str, ...]:
    """Definitions, and those that these rest on."""
    found = dict.fromkeys(given)
    waiting = list(found)
    varying = set(regions.domain.ranges)
    while waiting:
        for name in parse(regions.model.define[waiting.pop()].formula, analytic=True).names:
            if name in regions.model.define and name not in found and name not in varying:
                found[name] = None
                waiting.append(name)
    return tuple(found)


def regions_dict(
    regions: Regions, name: str = "", naming: Naming | None = None, found: tuple[Claim, ...] | None = None
) -> dict[str, Any]:
    """The same for JSON: `docs/region-maps.md` describes every key."""
    naming = naming or Naming(regions)
    found = claims(regions) if found is None else found
    plain = Forms(naming.ring, naming.symbols, ())
    data: dict[str, Any] = {
        "version": __version__,
        "model": name or regions.model.title,
        "title": regions.model.title,
        "concept": regions.concept,
        "criterion": regions.criterion,
        "complete": regions.complete,
        "status": regions.status,
        "varies": {
            n: [None if end is None else exact(end) for end in ends] for n, ends in regions.domain.ranges.items()
        },
        "fixed": {n: exact(value) for n, value in regions.fixed.items()},
        "assumptions": [condition.text() for condition in regions.domain.assumptions],
        "definitions": {
            n: {"formula": regions.model.define[n].formula, "value": _form(plain, naming, naming.values[n])}
            for n in uses(regions, naming)
            if n in naming.values
        },
    }
    data["proposition"] = [
        {
            "region": claim.name,
            "where": [phrase.text for phrase in naming.conditions(claim.conditions)],
            "unique": claim.unique,
            "outcome": _group(plain, naming, claim.pieces[0].outcomes),
        }
        for claim in found
    ]
    data["shapes"] = [
        {
            "name": shape.name,
            "does": {who: list(actions) for who, actions in shape.does.items()},
            "boundary_only": shape.boundary_only,
            "pieces": [_piece(plain, naming, piece) for piece in shape.pieces],
        }
        for shape in regions.shapes
    ]
    data["overlaps"] = [
        {"regions": [pair.one, pair.other], "kind": pair.kind, "witness": _point(pair.witness), "proved": pair.certain}
        for pair in overlaps(regions)
    ]
    return data


def _piece(plain: Forms, naming: Naming, piece: Piece) -> dict[str, Any]:
    return {
        "region": piece.region,
        "where": [_condition(naming, sign, piece.conditions) for sign in piece.conditions],
        "strategies": _group(plain, naming, piece.strategies),
        "beliefs": _group(plain, naming, piece.beliefs),
        "outcomes": _group(plain, naming, piece.outcomes),
        "measures": _group(plain, naming, piece.measures),
        "survives": dict(piece.survives),
        "boundary": not piece.full,
        "witness": _point(piece.witness),
        "certain": piece.certain,
        "roots": {root.name: [condition.text() for condition in root.conditions] for root in piece.roots},
    }


def _condition(naming: Naming, sign: Sign, every: tuple[Sign, ...]) -> dict[str, Any]:
    phrase = naming.condition(sign, [other for other in every if other != sign])
    return {"text": phrase.text, "latex": phrase.latex, "polynomial": sign.text()}


def _group(plain: Forms, naming: Naming, group: Mapping[str, Extent | None]) -> dict[str, Any]:
    return {name: None if extent is None else _extent(plain, naming, extent) for name, extent in group.items()}


def _extent(plain: Forms, naming: Naming, extent: Extent) -> dict[str, Any]:
    if extent.single is not None:
        return _form(plain, naming, extent.single)
    return {
        "from": [_form(plain, naming, value) for value in extent.low],
        "to": [_form(plain, naming, value) for value in extent.high],
        "from_attained": extent.low_attained,
        "to_attained": extent.high_attained,
    }


def _form(plain: Forms, naming: Naming, value: Any) -> dict[str, Any]:
    phrase: Phrase = naming.form(value)
    return {"text": phrase.text, "latex": phrase.latex, "factored": plain.form(value).text}


def _end(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _point(point: Mapping[str, Fraction] | None) -> dict[str, str] | None:
    return None if point is None else {name: exact(value) for name, value in point.items()}
