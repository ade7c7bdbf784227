"""Words, quoted text, numbers and braces of Gambit's files, one after the other, with their places.

White space of any kind may stand between two tokens, or none. Inside quotes every character counts; ``\\"`` means a
quotation mark and ``\\\\`` a backslash, and any other backslash is itself.

What a hostile file can cost is bounded by the caps below. They are checked before anything of that size is made.
"""

from __future__ import annotations

import re
from fractions import Fraction
from os import PathLike
from pathlib import Path

from deterrence.errors import GameError, ModelError
from deterrence.formula import number
from deterrence.formula.rational import excerpt, shown

SIZE = 2**24  # bytes of a file
PLAYERS = 100
NUMBERS = 1_000_000  # payoffs of a game: profiles of strategies, or nodes of a tree, times players

_TOKEN = re.compile(
    r"""\s*+(?:"(?P<text>[^"\\]*+(?:\\.[^"\\]*+)*+)"|(?P<mark>[{},])|(?P<word>[^\s{}",]++)|(?P<open>")|(?P<end>\Z))""",
    re.DOTALL,
)
_ESCAPED = re.compile(r'\\(["\\])')
_NEEDS_ESCAPE = re.compile(r'"|\\(?=["\\]|\Z)')


class GameFileError(GameError):
    """A game file that cannot be read as it stands.

    Parameters
    ----------
    message, advice
        What is wrong, and what would be right.
    file
        The file's name, if it is known.
    line, column
        The place, both counted from 1.
    text
        The line itself, shown with a caret under the column.
    """

    def __init__(
        self, message: str, *, line: int, column: int, file: str | None = None, text: str = "", advice: str = ""
    ) -> None:
        self.message, self.file, self.line, self.column, self.advice = message, file, line, column, advice
        place = ": ".join(part for part in (file, f"line {line}, column {column}") if part)
        lines = [message, f"  --> {place}"]
        if text.strip():
            part, caret = excerpt(text.replace("\t", " "), column - 1)
            lines += [f"   |  {part}", f"   |  {' ' * caret}^"]
        super().__init__("\n".join([*lines, *([f"   = {advice}"] if advice else [])]))


def source_text(source: str | PathLike[str]) -> tuple[str, str | None]:
    """The text of a game and the name of its file.

    A string with a brace or several lines is text, any other a path.
    """
    if isinstance(source, str) and ("{" in source or "\n" in source):
        text, file = source, None
        if len(text) > SIZE:
            raise GameError(f"this text is longer than {SIZE:,} characters; leave out what is not part of the game")
    else:
        text, file = _read(source)
    return text.removeprefix("\ufeff"), file


def _read(path: str | PathLike[str]) -> tuple[str, str]:
    file = shown(str(path), 500)
    try:
        with Path(path).open("rb") as stream:
            content = stream.read(SIZE + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
        raise GameError(f"cannot read this file: {reason}\n  --> {file}") from None
    if len(content) > SIZE:
        raise GameError(f"this file is longer than {SIZE:,} bytes\n  --> {file}\n   = write a smaller game")
    try:
        return content.decode(), file
    except UnicodeDecodeError as error:
        before = content[: error.start]
        raise GameFileError(
            "this file is not UTF-8 text",
            file=file,
            line=before.count(b"\n") + 1,
            column=len(before) - before.rfind(b"\n"),
            advice="save it with the encoding UTF-8",
        ) from None


def quoted(text: str) -> str:
    """Text between quotation marks, as `Scanner` reads it back."""
    return '"' + _NEEDS_ESCAPE.sub(r"\\\g<0>", text) + '"'


class Scanner:
    """The tokens of a text. `kind` and `value` are those of the next one.

    Attributes
    ----------
    kind
        ``"text"`` (quoted), ``"mark"`` (a brace or a comma), ``"word"`` (anything else) or ``"end"``.
    value
        The token, without its quotation marks.
    start
        Where it begins.
    """

    def __init__(self, source: str | PathLike[str]) -> None:
        self.source, self.file = source_text(source)
        self.kind = self.value = ""
        self.start = self.stop = 0
        self._numbers: dict[str, Fraction] = {}
        self.advance()

    def advance(self) -> None:
        """Go on to the next token."""
        found = _TOKEN.match(self.source, self.stop)
        assert found is not None  # one of the five always matches
        self.kind = found.lastgroup or ""
        self.value, self.stop = found[self.kind], found.end()
        self.start = found.start(self.kind) - (self.kind == "text")
        if self.kind == "open":
            raise self.refuse("this quotation mark is never closed", 'close the text with "; inside it write \\"')

    def refuse(self, message: str, advice: str, at: int | None = None) -> GameFileError:
        """An error at the next token, or at another place."""
        at = self.start if at is None else at
        begin = self.source.rfind("\n", 0, at) + 1
        return GameFileError(
            message,
            file=self.file,
            line=self.line(at),
            column=at - begin + 1,
            text=self.source[begin : at + 200].partition("\n")[0].removesuffix("\r"),
            advice=advice,
        )

    def line(self, at: int) -> int:
        """The line of a place, counted from 1."""
        return self.source.count("\n", 0, at) + 1

    def next(self) -> str:
        """What comes next, for a message."""
        if self.kind == "end":
            return "the end of the file"
        return f"the text {quoted(shown(self.value, 40))}" if self.kind == "text" else f"'{shown(self.value, 40)}'"

    def at(self, mark: str) -> bool:
        """Whether a brace or comma comes next."""
        return self.kind == "mark" and self.value == mark

    def mark(self, mark: str, what: str) -> None:
        """Take a brace."""
        if not self.at(mark):
            comma = self.at(",")
            advice = "leave the comma out: white space divides here" if comma else f"write {mark} {what}"
            raise self.refuse(f"'{mark}' was expected {what}, not {self.next()}", advice)
        self.advance()

    def text(self, what: str) -> str:
        """Take a quoted text."""
        if self.kind != "text":
            comma = self.at(",")
            advice = "leave the comma out: white space divides here" if comma else 'write it in quotes; "" for none'
            raise self.refuse(f"{what} was expected, not {self.next()}", advice)
        value = _ESCAPED.sub(r"\1", self.value) if "\\" in self.value else self.value
        self.advance()
        return value

    def texts(self, what: str, plural: str, most: int, owner: str) -> list[str]:
        """Take a list of quoted texts in braces."""
        at = self.start
        self.mark("{", f"before the {plural} of {owner}")
        found: list[str] = []
        while not self.at("}"):
            if len(found) == most:
                raise self.refuse(f"{owner} has more than {most:,} {plural}", "write a smaller game")
            found.append(self.text(f"the name of {what} of {owner}, or '}}',"))
        self.advance()
        if not found:
            raise self.refuse(f"{owner} has no {plural}", f"write {what} at least", at)
        return found

    def integer(self, what: str, least: int, most: int | None = None) -> int:
        """Take a whole number."""
        whole = self.kind == "word" and self.value.isdigit() and self.value.isascii() and len(self.value) <= 18
        value = int(self.value) if whole else -1
        if value < least or (most is not None and value > most):
            bounds = f"from {least} on" if most is None else f"from {least} to {most}"
            raise self.refuse(f"{what} was expected, not {self.next()}", f"write a whole number {bounds}")
        self.advance()
        return value

    def number(self, what: str) -> Fraction:
        """Take an integer, a decimal (with or without exponent) or a ratio, exactly."""
        if self.kind != "word":
            raise self.refuse(f"{what} was expected, not {self.next()}", "write a number such as 3, -0.9 or 2/3")
        value = self._numbers.get(self.value)
        if value is None:
            try:
                value = number(self.value)
            except ModelError as error:
                raise self.refuse(f"{what} was expected: {error.message}", error.advice or "") from None
            self._numbers[self.value] = value
        self.advance()
        return value

    def payoffs(self, players: tuple[str, ...]) -> tuple[Fraction, ...]:
        """Take one number a player and the closing brace; a comma may follow each number."""
        found = []
        for player in players:
            found.append(self.number(f"the payoff of {shown(player)}"))
            if self.at(","):
                self.advance()
        if not self.at("}"):
            message = f"'}}' was expected after the payoffs of {len(players)} players, not {self.next()}"
            raise self.refuse(message, "write one payoff for each player")
        self.advance()
        return tuple(found)

    def heading(self, word: str, version: str, other: str) -> None:
        """Take the first three words of a file, such as ``NFG 1 R``."""
        if self.kind == "word" and self.value == other:
            kind = "an extensive" if other == "EFG" else "a strategic"
            raise self.refuse(f"this is {kind} game ({other})", f"read it with read_{other.lower()} or read_game")
        expected = ((f"'{word}'", (word,)), (f"version {version}", (version,)), ("'R'", ("R", "D")))
        for what, choices in expected:
            if self.kind != "word" or self.value not in choices:
                message = f"{what} was expected, not {self.next()}"
                raise self.refuse(message, f"begin the file with {word} {version} R and its title in quotes")
            self.advance()

    def title_and_players(self) -> tuple[str, list[str]]:
        """Take what both kinds of file have next."""
        title = self.text("the title of the game")
        return title, self.texts("a player", "players", PLAYERS, "the game")
