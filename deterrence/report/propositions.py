"""What is unique where, as propositions: in plain words, and as LaTeX that a paper can take as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deterrence.formula.notation import symbol
from deterrence.refine import CALLED
from deterrence.regions.domain import Domain
from deterrence.regions.forms import Phrase
from deterrence.regions.overlaps import interior, named, unique
from deterrence.regions.result import Extent, Piece, Regions
from deterrence.regions.signs import Sign
from deterrence.regions.words import Naming
from deterrence.report.document import Statement
from deterrence.table.latex import escape

SINGULAR = {
    "nash": "Nash equilibrium",
    "subgame-perfect": "subgame-perfect equilibrium",
    "perfect-bayesian": "perfect Bayesian equilibrium",
    "sequential": "sequential equilibrium",
    "weak-perfect-bayesian": "weak perfect Bayesian equilibrium",
}


IN = r"\in"
MOST_WHERES = 4
MOST_MEASURES = 8


@dataclass(frozen=True)
class Claim:
    """What occurs where some conditions hold: pieces of one region with one outcome.

    Attributes
    ----------
    name
        Of the region; of a shape that has none, the shape's.
    conditions
        Strict inequalities: the inside of the region.
    pieces
        Those with these conditions.
    unique
        Whether it is proved that every kept equilibrium there has this outcome.
    settled
        Whether they are known to survive the criterion.
    """

    name: str
    conditions: tuple[Sign, ...]
    pieces: tuple[Piece, ...]
    unique: bool
    settled: bool = True


def claims(regions: Regions) -> tuple[Claim, ...]:
    """A claim for every region with an inside whose equilibria are kept, in the model's order."""
    found = []
    for name, pieces in named(regions).items():
        groups: dict[tuple[Sign, ...], list[Piece]] = {}
        for piece in pieces:
            if piece.full and (regions.criterion is None or piece.survives.get(regions.criterion) is not False):
                groups.setdefault(interior(piece.conditions), []).append(piece)
        for conditions, group in groups.items():
            settled = regions.criterion is None or all(piece.survives.get(regions.criterion) for piece in group)
            found.append(Claim(name, conditions, tuple(group), unique(regions, conditions, group), settled))
    return tuple(found)


def statement(regions: Regions, naming: Naming, found: Sequence[Claim]) -> Statement:
    """All claims as one proposition."""
    whole: list[str] = []
    lines = [r"\begin{proposition}"]
    standing = assumptions(regions, naming)
    if standing:
        whole.append(f"Suppose {listed([phrase.text for phrase in standing])}.")
        lines.append(f"Suppose {listed([f'${phrase.latex}$' for phrase in standing])}.")
    common = _common(naming, found)
    if common:
        whole.append(f"Throughout, {'; '.join(common.values())}.")
        lines.append(f"Throughout, {'; '.join(map(escape, common.values()))}.")
    items = [_item(regions, naming, claim, common) for claim in found]
    whole += [f"({roman(k)}) {text}" for k, (text, _) in enumerate(items, 1)]
    if items:
        rows = [rf"  \item[({roman(k)})] {latex}" for k, (_, latex) in enumerate(items, 1)]
        lines += [r"\begin{enumerate}", *rows, r"\end{enumerate}"]
    for latex, place in ((False, whole), (True, lines)):
        place += _failing(regions, naming, latex)
        if any(not piece.full for _, piece in regions.pieces("refined")):
            place.append("The inequalities are strict: on the boundaries there may be further equilibria.")
    lines.append(r"\end{proposition}")
    return Statement(tuple(whole), "\n".join(lines))


def _common(naming: Naming, found: Sequence[Claim]) -> dict[str, str]:
    """What information sets do for sure in every claim, where there are several."""
    if len(found) < 2:
        return {}
    every = [_behaviours(naming, claim.pieces, latex=False) for claim in found]
    pure = {
        who for who, actions in grouped(found[0].pieces[0].strategies).items() if any(map(_surely, actions.values()))
    }
    return {
        who: f"{who} {words}"
        for who, words in every[0].items()
        if who in pure and all(other.get(who) == words for other in every)
    }


def _item(regions: Regions, naming: Naming, claim: Claim, common: Mapping[str, str]) -> tuple[str, str]:
    where = naming.conditions(claim.conditions)
    concept = SINGULAR.get(regions.concept, f"{regions.concept} equilibrium")
    surviving = f" surviving {criterion_words(regions)}" if regions.criterion and claim.settled else ""
    head = f"{'the unique' if claim.unique and claim.settled else 'one'} {concept} outcome{surviving} is "
    made = []
    for latex in (False, True):
        conditions = listed([f"${p.latex}$" if latex else p.text for p in where])
        name = rf"\emph{{{escape(claim.name)}}}" if latex else claim.name
        if not claim.pieces[0].outcomes:  # forms of which only measures are told
            opening = f"For {conditions}: " if where else "Everywhere: "
        else:
            opening = f"For {conditions}, {head}" if where else head[0].upper() + head[1:]
        done = behaviour(naming, claim.pieces, latex, leave_out=common)
        numbers = _measures(naming, _chosen(regions, claim.pieces[0]), latex)
        words = f"{opening}{name}{f': {done}' if done else ''}.{f' Then {numbers}.' if numbers else ''}"
        for root in claim.pieces[0].roots:
            pinned = [naming.condition(condition) for condition in root.conditions]
            known = listed([f"${p.latex}$" if latex else p.text for p in pinned])
            name = f"${naming.symbols.get(root.name) or symbol(root.name)}$" if latex else root.name
            words += f" Here {name} is the number with {known}."
        if not claim.settled:
            words += f" Whether it survives {criterion_words(regions)} is not worked out."
        made.append(words)
    return made[0], made[1]


def criterion_words(regions: Regions) -> str:
    """The refinement that ``refined`` means, in words."""
    assert regions.criterion is not None
    called = CALLED.get(regions.criterion, regions.criterion)
    return f"the {called}" if called.endswith("criterion") else called


def _failing(regions: Regions, naming: Naming, latex: bool) -> list[str]:
    """A sentence for every region of which nothing survives the criterion."""
    if regions.criterion is None:
        return []
    found = []
    for name, pieces in named(regions).items():
        inside = [piece for piece in pieces if piece.full]
        if not inside or any(piece.survives.get(regions.criterion) is not False for piece in inside):
            continue
        wheres = [
            " and ".join(f"${p.latex}$" if latex else p.text for p in group) or "everywhere"
            for group in _widest(regions, naming, inside)
        ]
        called = rf"\emph{{{escape(name)}}}" if latex else name
        where = f" where {', or '.join(wheres)}" if len(wheres) <= MOST_WHERES else " in parts of the domain"
        where = " everywhere" if wheres == ["everywhere"] else where
        found.append(f"{called} is an equilibrium outcome as well{where}; it fails {criterion_words(regions)}.")
    return found


def _widest(regions: Regions, naming: Naming, pieces: Sequence[Piece]) -> list[tuple[Phrase, ...]]:
    """Where pieces lie, without conditions that can be dropped, and without those that lie within another."""
    implied = regions.domain.implied
    sets = list(dict.fromkeys(tuple(sorted(piece.conditions, key=str)) for piece in pieces))

    def within(conditions: Sequence[Sign], others: Iterable[Sequence[Sign]]) -> bool:
        return any(all(implied(condition, conditions) for condition in other) for other in others)

    for k, conditions in enumerate(sets):
        for one in conditions:  # where it fails and the rest holds, another set covers
            rest = tuple(condition for condition in sets[k] if condition != one)
            if within((*rest, one.opposite), [other for other in sets if other != sets[k]]):
                sets[k] = rest
    kept = list(dict.fromkeys(sets))
    for conditions in tuple(kept):
        if within(conditions, [other for other in kept if other != conditions]):
            kept.remove(conditions)
    return [naming.conditions(conditions) for conditions in kept]


# -- what is done ------------------------------------------------------------------------------------------------------


def grouped(strategies: Mapping[str, Extent]) -> dict[str, dict[str, Extent]]:
    """``"Challenger soft: initiate"`` as what each information set does."""
    found: dict[str, dict[str, Extent]] = {}
    for label, extent in strategies.items():
        who, _, action = label.rpartition(": ")
        found.setdefault(who, {})[action] = extent
    return found


def behaviour(naming: Naming, pieces: Sequence[Piece], latex: bool, leave_out: Iterable[str] = ()) -> str:
    """What every information set does; where the pieces differ, that it may do either."""
    left = set(leave_out)
    parts = _behaviours(naming, pieces, latex)
    return "; ".join(f"{escape(who) if latex else who} {words}" for who, words in parts.items() if who not in left)


def _behaviours(naming: Naming, pieces: Sequence[Piece], latex: bool) -> dict[str, str]:
    found = {}
    for who, actions in grouped(pieces[0].strategies).items():
        said = dict.fromkeys(_plays(naming, grouped(piece.strategies)[who], latex) for piece in pieces)
        any_of = ", ".join(map(escape, actions) if latex else actions)
        found[who] = next(iter(said)) if len(said) == 1 else f"plays any of {any_of} (the outcome is the same)"
    return found


def _plays(naming: Naming, actions: Mapping[str, Extent], latex: bool) -> str:
    pure = [action for action, extent in actions.items() if _surely(extent)]
    write = escape if latex else str
    if pure:
        return f"plays {write(pure[0])}"
    if _amount(actions):
        ((verb, extent),) = actions.items()
        return f"{write(verb)} {extent_words(naming, extent, latex)}"
    shown = list(actions.items())
    shown = shown[-1:] if len(shown) == 2 else [(a, e) for a, e in shown if not _never(e)]
    said = [f"{write(action)} with probability {extent_words(naming, extent, latex)}" for action, extent in shown]
    return f"plays {', '.join(said)}"


def _amount(actions: Mapping[str, Extent]) -> bool:
    """Whether the one thing told is how much is done, as in ``"Large: pays"``, and no probability."""
    return len(actions) == 1 and not any(_surely(extent) for extent in actions.values())


def _surely(extent: Extent) -> bool:
    return extent.single is not None and extent.single.constant == 1


def _never(extent: Extent) -> bool:
    return extent.single is not None and extent.single.constant == 0


def extent_phrase(naming: Naming, extent: Extent) -> Phrase:
    """A number, or the range over which it goes, with round brackets at ends that are not attained."""
    if extent.single is not None:
        return naming.form(extent.single)
    ends = []
    for values, name in ((extent.low, "min"), (extent.high, "max")):
        forms = [naming.form(value) for value in values]
        texts, latexes = [form.text for form in forms], [form.latex for form in forms]
        one = len(forms) == 1
        uses = tuple(use for form in forms for use in form.uses)
        text = texts[0] if one else f"{name}({', '.join(texts)})"
        latex = latexes[0] if one else rf"\{name}\left\{{{', '.join(latexes)}\right\}}"
        ends.append(Phrase(text, latex, uses))
    left, right = ("[" if extent.low_attained else "("), ("]" if extent.high_attained else ")")
    return Phrase(
        f"{left}{ends[0].text}, {ends[1].text}{right}",
        rf"\left{left}{ends[0].latex}, {ends[1].latex}\right{right}",
        (*ends[0].uses, *ends[1].uses),
    )


def extent_words(naming: Naming, extent: Extent, latex: bool) -> str:
    """The same within a sentence."""
    phrase = extent_phrase(naming, extent)
    words = f"${phrase.latex}$" if latex else phrase.text
    return words if extent.single is not None else f"anywhere in {words}"


def _chosen(regions: Regions, piece: Piece) -> dict[str, Extent | None]:
    """The measures that a proposition tells: all of them, or where there are many those that the model puts first."""
    every = {name: extent for name, extent in piece.measures.items() if name not in {root.name for root in piece.roots}}
    if len(every) <= MOST_MEASURES:
        return every
    first = [name for name in (*regions.model.headline, *every) if name in every]
    return {name: every[name] for name in dict.fromkeys(first[:MOST_MEASURES])}


def _measures(naming: Naming, measures: Mapping[str, Extent | None], latex: bool) -> str:
    parts = []
    for name, extent in measures.items():
        if extent is not None and not _never(extent):
            phrase = extent_phrase(naming, extent)
            relation = (
                ("=" if extent.single is not None else r"\in") if latex else "=" if extent.single is not None else "in"
            )
            called = f"${probability(name)} {relation} {phrase.latex}$" if latex else f"{name} {relation} {phrase.text}"
            parts.append(called)
    return listed(parts)


def probability(name: str) -> str:
    r"""A measure's name as mathematics: ``P(war | challenge)`` is ``\Pr(\mathrm{war} \mid \mathrm{challenge})``.

    What is measured of one player, ``g[Large]``, has the player in its index.
    """
    head, bracket, who = name.partition("[") if not name.startswith("E[") else (name, "", "")
    below = rf"_{{\mathrm{{{math_words(who.removesuffix(']'))}}}}}" if bracket else ""
    if head.startswith("P(") and head.endswith(")"):
        inside = [rf"\mathrm{{{math_words(part)}}}" for part in head[2:-1].split(" | ")]
        given = r" \mid ".join(inside)
        return rf"\Pr{below}({given})"
    return rf"\mathrm{{{math_words(head)}}}{below}"


def math_words(text: str) -> str:
    r"""Words within ``\mathrm``."""
    return escape(text).replace(" ", r"\ ").replace("-", r"\textrm{-}")


# -- what is supposed --------------------------------------------------------------------------------------------------


def assumptions(regions: Regions, naming: Naming) -> tuple[Phrase, ...]:
    """The standing assumptions as the model writes them, and what else was asked for.

    Those in which nothing varies are left out.
    """
    from deterrence.formula import parse_condition
    from deterrence.regions.setting import sign_conditions

    model = regions.model
    box = Domain(naming.ring, regions.domain.ranges)
    found, known = [], set()
    for text in model.assume.values():
        condition = parse_condition(text)
        signs = sign_conditions(condition, naming.values, naming.ring)
        if signs is None or not all(box.implied(sign) for sign in signs):
            found.append(Phrase(condition.text, condition.latex(naming.symbols)))
            known |= set(signs or ())
    found += naming.conditions([s for s in regions.domain.assumptions if s not in known and not box.implied(s)])
    texts = [phrase.text for phrase in found]
    return tuple(phrase for k, phrase in enumerate(found) if phrase.text not in texts[:k])


def roman(number: int) -> str:
    """i, ii, iii, iv, ..."""
    made = ""
    for value, letters in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        made += letters * (number // value)
        number %= value
    return made


def listed(words: Sequence[str] | Iterator[str]) -> str:
    """``a, b and c``."""
    every: list[Any] = list(words)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}" if every else ""
