"""Reads a proposition from left to right, word by word."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from deterrence.data import meant
from deterrence.errors import ModelError
from deterrence.formula import Condition, Formula, parse, parse_condition
from deterrence.proposition.statement import (
    MONOTONE,
    NO_PACT,
    WORDS,
    Comparison,
    Deters,
    Emptiness,
    Monotone,
    Place,
    Presence,
    Proposition,
    Quantity,
    Statement,
    UniqueOutcome,
)

_PIECE = re.compile(r'\s*(?:(?P<quoted>"[^"]*")|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<mark>[<>=!]=|=[<>]|\S))')
_BARE = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9_.-]*)")
_RELATION = ("<", "<=", "=", "==", ">=", ">", "!=")
_PLACE = ("over", "at", "under", "of")


@dataclass(frozen=True)
class Vocabulary:
    """The names a proposition may use: of parameters, terms and definitions, of measures, and of regions.

    None allows any.
    """

    names: Collection[str] | None = None
    measures: Collection[str] | None = None
    regions: Collection[str] | None = None


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    stop: int


class Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, known: Vocabulary) -> None:
        self.text, self.known = text, known
        self.tokens: list[_Token] = []
        place = 0
        while match := _PIECE.match(text, place):
            kind = str(match.lastgroup)
            self.tokens.append(_Token(kind, match[kind], match.start(kind), match.end(kind)))
            place = match.end()
        self.next = 0

    # -- tokens ------------------------------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> _Token:
        if self.next + ahead < len(self.tokens):
            return self.tokens[self.next + ahead]
        return _Token("end", "", len(self.text), len(self.text))

    def word(self, *words: str) -> bool:
        """Whether these words come next; they are then passed."""
        if all(self.peek(k).kind == "word" and self.peek(k).text == word for k, word in enumerate(words)):
            self.next += len(words)
            return True
        return False

    def refuse(self, message: str, advice: str | None = None, column: int | None = None) -> ModelError:
        column = self.peek().start if column is None else column
        start = max(0, min(column - 50, len(self.text) - 100))
        return ModelError(message, formula=self.text[start : start + 100], column=column - start, advice=advice)

    def quoted(self, what: str, known: Collection[str] | None) -> str:
        token = self.peek()
        if token.kind != "quoted":
            raise self.refuse(f"here the {what} is missing", f'write it in double quotes: "{_example(known)}"')
        name = token.text[1:-1]
        if known is not None and name not in known:
            raise self.refuse(f'there is no {what} "{name}"', meant(name, known))
        self.next += 1
        return name

    # -- grammar -----------------------------------------------------------------------------------------------------

    def proposition(self) -> Proposition:
        statements = [self.statement()]
        while self.word("and"):
            statements.append(self.statement())
        exactly = self.word("exactly")
        when: list[Condition] = []
        if self.word("when"):
            when.append(self.condition())
            while self.word("and"):
                when.append(self.condition())
        elif exactly:
            raise self.refuse("'exactly' goes with 'when'", "write: exactly when CONDITION")
        if self.peek().kind != "end":
            raise self.refuse("the proposition should end here", "join statements by 'and'; conditions follow 'when'")
        if exactly and any(isinstance(statement, Monotone) for statement in statements):
            raise self.refuse("'exactly when' speaks of points, and this statement of pairs", "write 'when'", 0)
        return Proposition(tuple(statements), tuple(when), exactly)

    def statement(self) -> Statement:
        first, second = self.peek(), self.peek(1)
        if first.kind == "word":
            if first.text in ("exists", "no", "only") and second.kind == "quoted":
                self.next += 1
                column = self.next
                region = self.quoted("region", None)
                place = self.place(set_only=True)
                if place.of is None and self.known.regions is not None and region not in self.known.regions:
                    self.next = column
                    self.quoted("region", self.known.regions)
                return Presence(first.text, region, place)
            if first.text in ("some", "no") and self.word(first.text, "equilibrium"):
                return Emptiness(first.text, self.place())
            if self.word("unique", "outcome"):
                return UniqueOutcome(self.place())
            if self.word("deters", "in"):
                token = self.peek()
                if token.text not in WORDS:
                    raise self.refuse(
                        "it deters in every equilibrium, in some, or in none", f"write {' or '.join(WORDS)}"
                    )
                self.next += 1
                self.word("equilibrium")
                return Deters(token.text, self.place())
            if first.text in ("exists", "only"):
                self.next += 1
                raise self.refuse(
                    "here the region is missing", f'write it in double quotes: "{_example(self.known.regions)}"'
                )
        return self.comparison()

    def comparison(self) -> Statement:
        """Formulas with quantities in them, up to the end of the statement; or a monotone statement."""
        begin = self.next
        made: list[str] = []
        quantities: dict[str, Quantity] = {}
        place, depth, relations = self.peek().start, 0, 0
        while True:
            token = self.peek()
            if token.kind == "end" or (depth == 0 and token.text in ("and", "when", "exactly")):
                break
            if token.text in ("most", "least") and token.kind == "word" and self.peek(1).kind != "mark":
                made.append(self.text[place : token.start])
                quantity = self.quantity()
                if len(quantities) == 0 and self.next > begin and not "".join(made).strip():
                    monotone = self.monotone(quantity)
                    if monotone is not None:
                        return monotone
                said = {one: name for name, one in quantities.items()}
                name = said.get(quantity) or self.fresh(len(quantities))
                quantities[name] = quantity
                made.append(name)
                place = self.tokens[self.next - 1].stop
                continue
            if token.kind == "quoted":
                raise self.refuse(
                    "a name in quotes stands for a measure or a region here",
                    "write most or least before a measure, and exists, no or only before a region",
                )
            depth += (token.text == "(") - (token.text == ")")
            if token.text in _RELATION and depth == 0:
                relations += 1
                if token.text == "=":
                    made += [self.text[place : token.start], "=="]
                    place = token.stop
            self.next += 1
        made.append(self.text[place : self.peek().start])
        text = "".join(made).strip()
        if not text:
            raise self.refuse("here a statement is missing")
        if not relations:
            raise self.refuse(
                "a statement compares two sides, or says how a quantity changes",
                f"go on with <, <=, =, >=, > or !=, or with: {', '.join(MONOTONE)}",
            )
        return Comparison(self.formulas(text, self.tokens[begin].start, quantities), quantities)

    def formulas(self, text: str, column: int, quantities: Collection[str]) -> Condition:
        names = None if self.known.names is None else {*self.known.names, *quantities}
        try:
            return parse_condition(text, names=names)
        except ModelError as error:
            if quantities:  # columns are those of the text without quantities
                raise self.refuse(error.message, error.advice, column) from None
            raise self.refuse(error.message, error.advice, column + (error.column or 0)) from None

    def fresh(self, count: int) -> str:
        name = f"quantity_{count + 1}"
        while self.known.names is not None and name in self.known.names:
            name += "_"
        return name

    def monotone(self, quantity: Quantity) -> Monotone | None:
        for direction in MONOTONE:
            if self.word(*direction.split()):
                token = self.peek()
                if token.kind != "word":
                    raise self.refuse("here the name of a parameter or term is missing")
                if self.known.names is not None and token.text not in self.known.names and quantity.place.of is None:
                    raise self.refuse(f"there is no name '{token.text}'", meant(token.text, self.known.names))
                self.next += 1
                return Monotone(quantity, direction, token.text)
        return None

    def quantity(self) -> Quantity:
        end = self.peek().text
        self.next += 1
        column = self.next
        measure = self.quoted("measure", None)
        after = self.next
        place = self.place()
        if place.of is None and self.known.measures is not None and measure not in self.known.measures:
            self.next = column
            self.quoted("measure", self.known.measures)
        self.next = max(self.next, after)
        return Quantity(end, measure, place)

    def place(self, set_only: bool = False) -> Place:
        given: dict[str, object] = {}
        columns: dict[str, int] = {}
        while self.peek().kind == "word" and self.peek().text in _PLACE:
            word = self.peek().text
            if word in given:
                raise self.refuse(f"'{word}' is said twice")
            self.next += 1
            columns[word] = self.next
            given[word] = getattr(self, f"_{word}")()
        over = str(given.get("over", "all"))
        if over not in ("all", "refined"):
            if set_only:
                self.next = columns["over"]
                raise self.refuse(
                    "a region is asked for among all equilibria or the refined ones", "write over all or over refined"
                )
            if "of" not in given and self.known.regions is not None and over not in self.known.regions:
                self.next = columns["over"]
                self.quoted("region", self.known.regions)
        at = given.get("at", ())
        assert isinstance(at, tuple)
        under, of = given.get("under"), given.get("of")
        return Place(over, at, None if under is None else str(under), None if of is None else str(of))

    def _over(self) -> str:
        if self.word("all"):
            return "all"
        if self.word("refined"):
            return "refined"
        if self.peek().kind != "quoted":
            raise self.refuse("here the set of equilibria is missing", 'write over all, over refined, or over "REGION"')
        return self.quoted("region", None)

    def _at(self) -> tuple[tuple[str, Formula], ...]:
        if self.peek().text != "(":
            raise self.refuse("here a parenthesis is missing", "write at (NAME = FORMULA, NAME = FORMULA)")
        self.next += 1
        found: dict[str, Formula] = {}
        while True:
            name, equals = self.peek(), self.peek(1)
            if name.kind != "word" or equals.text not in ("=", "=="):
                raise self.refuse("here NAME = FORMULA is missing", "write at (NAME = FORMULA, NAME = FORMULA)")
            if name.text in found:
                raise self.refuse(f"'{name.text}' is replaced twice")
            self.next += 2
            start, depth = self.peek().start, 0
            while self.peek().kind != "end" and (depth or self.peek().text not in (",", ")")):
                depth += (self.peek().text == "(") - (self.peek().text == ")")
                self.next += 1
            try:
                found[name.text] = parse(self.text[start : self.peek().start].strip(), names=self.known.names)
            except ModelError as error:
                raise self.refuse(error.message, error.advice, start + (error.column or 0)) from None
            closing = self.peek().text
            self.next += 1
            if closing == ")":
                return tuple(found.items())
            if closing != ",":
                raise self.refuse("here a parenthesis is missing", "close it: )")

    def _under(self) -> str:
        return NO_PACT if self.word("no", "pact") else self.bare("pact")

    def _of(self) -> str:
        return self.bare("model")

    def bare(self, what: str) -> str:
        """A name that may have hyphens, quoted or not."""
        token = self.peek()
        if token.kind == "quoted":
            self.next += 1
            return token.text[1:-1]
        match = _BARE.match(self.text, token.start) if token.kind != "end" else None
        if match is None:
            raise self.refuse(f"here the name of a {what} is missing")
        while self.peek().kind != "end" and self.peek().start < match.end():
            self.next += 1
        return match[1]

    def condition(self) -> Condition:
        start = self.peek().start
        depth = 0
        made, place = [], start
        while self.peek().kind != "end" and (depth or self.peek().text != "and"):
            token = self.peek()
            depth += (token.text == "(") - (token.text == ")")
            if token.kind == "quoted" or token.text in ("most", "least"):
                raise self.refuse("conditions compare formulas without quantities", "put it before 'when'")
            if token.text == "=":
                made += [self.text[place : token.start], "=="]
                place = token.stop
            self.next += 1
        text = "".join([*made, self.text[place : self.peek().start]]).strip()
        if not text:
            raise self.refuse("here a condition is missing", "write such as p < 1/2")
        return self.formulas(text, start, ())


def _example(known: Collection[str] | None) -> str:
    return next(iter(known), "NAME") if known else "NAME"
