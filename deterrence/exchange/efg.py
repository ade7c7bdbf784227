"""Extensive games from Gambit's .efg files.

Format: "The extensive game (.efg) file format" in Gambit's documentation. Nodes stand in prefix order; outcomes on the
way to an ending add up; a move or an outcome is described where its number first stands and may be repeated later.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from os import PathLike
from typing import Any

from deterrence.exchange.labels import actions_of, names_of, set_names
from deterrence.exchange.scanner import NUMBERS, Scanner
from deterrence.formula.rational import LONG, shown
from deterrence.games.extensive import Chance, ExtensiveGame, History, Move

DEPTH = 200  # moves on the way to an ending
NODES = 200_000  # and never more than NUMBERS payoffs
LETTERS = 10_000_000  # of the actions on the way to every node, together
ACTIONS = 10_000  # at one move
LONG_BITS = LONG * 10 // 3  # about LONG digits: of a sum of payoffs, or of probabilities
SUM_BITS = 10**8  # of all sums of payoffs together

Payoffs = tuple[Fraction, ...]


@dataclass(slots=True)
class _Described:
    """What a number stands for: an information set, a chance event or an outcome, from where it was first described.

    Attributes
    ----------
    name, content
        What must not change when it is described again: its name; its action labels, with their probabilities where
        nature moves, or its payoffs.
    actions
        The names of its actions.
    place
        Where it stands.
    past
        What its player did before, for a check of perfect recall.
    first, several
        Its first history, and whether it has others.
    """

    name: str
    content: tuple[Any, ...]
    actions: tuple[str, ...]
    place: int
    past: int = 0
    first: History = ()
    several: bool = False


@dataclass(slots=True)
class _Branching:
    """A node whose subtrees are being read.

    Attributes
    ----------
    actions, following
        Its actions, and which of them comes next.
    payoffs
        The sum of the outcomes up to here.
    owner, number, past
        The player (-1 for nature), the information set, and the player's past on arrival.
    """

    actions: tuple[str, ...]
    payoffs: Payoffs
    letters: int
    owner: int = -1
    number: int = 0
    past: int = 0
    following: int = 0


def read_efg(source: str | PathLike[str]) -> ExtensiveGame:
    """An extensive game from the text of a Gambit .efg file, or from its path.

    Parameters
    ----------
    source
        The text, or the path of a file.

    Returns
    -------
    ExtensiveGame
        Without private types: what nature draws is a `Chance` in the tree. Payoffs and probabilities are Fractions. A
        history is the actions on the way, named as `deterrence.exchange.labels` says (``stand firm`` is
        ``stand␣firm``). What a player ``sees`` is the name of the information set in the file; a set without a name
        that holds one node is called by its history, and one that holds several ``#3`` by its number. If two sets of
        a player would be called the same, all her sets get their numbers: ``raised#3``. The comment, and the names of
        nodes, chance events and outcomes, are dropped.

    Raises
    ------
    GameFileError
        With line, column and advice, for a file that is not of this format, has imperfect recall, or exceeds a cap: 16
        MB, 100 players, 200 moves in a row, 10,000 actions at a move, 200,000 nodes, a million nodes times players, 10
        million letters in all histories together, 1,000 digits of a number.

    Examples
    --------
    >>> game = read_efg('''EFG 2 R "Entry" { "Entrant" "Incumbent" }
    ... p "" 1 1 "" { "stay out" "enter" } 0
    ...   t "" 1 "" { 0, 2 }
    ...   p "" 2 1 "" { "fight" "share" } 0
    ...     t "" 2 "" { -1, -1 }
    ...     t "" 3 "" { 1, 1 }''')
    >>> list(game.payoffs)
    [('stay␣out',), ('enter', 'fight'), ('enter', 'share')]
    """
    scan = Scanner(source)
    scan.heading("EFG", "2", "NFG")
    title, players = scan.title_and_players()
    if scan.kind == "text":
        scan.text("the comment")
    return _Tree(scan, names_of(players)).read(title)


class _Tree:
    """A tree while it is being read, without recursion."""

    def __init__(self, scan: Scanner, players: tuple[str, ...]) -> None:
        self.scan, self.players = scan, players
        self.shown = [shown(player) for player in players]
        self.sets: dict[tuple[int, int], _Described] = {}  # by player and number
        self.events: dict[int, _Described] = {}
        self.outcomes: dict[int, _Described] = {}
        self.moves: dict[History, tuple[int, int] | Chance] = {}
        self.ends: dict[History, Payoffs] = {}
        self.pasts: dict[tuple[int, int, int], int] = {}  # (before, set, action) -> one number for what was done
        self.past = [0] * len(players)
        self.none: Payoffs = (Fraction(0),) * len(players)
        self.letters = self.bits = 0

    def read(self, title: str) -> ExtensiveGame:
        path: list[str] = []
        above: list[_Branching] = []
        while True:
            branching = self.node(tuple(path), above[-1] if above else _Branching((), self.none, 0))
            if branching is not None:
                above.append(branching)
            while above and above[-1].following == len(above[-1].actions):
                done = above.pop()
                if done.owner >= 0:
                    self.past[done.owner] = done.past
            if not above:
                break
            top = above[-1]
            path[len(above) - 1 :] = [top.actions[top.following]]
            if top.owner >= 0:
                did = (top.past, top.number, top.following)
                self.past[top.owner] = self.pasts.setdefault(did, len(self.pasts) + 1)
            top.following += 1
        if self.scan.kind != "end":
            message = f"the tree is complete, but {self.scan.next()} follows"
            raise self.scan.refuse(message, "give a move above one more action, or leave this out")
        return self.game(title)

    def node(self, history: History, above: _Branching) -> _Branching | None:
        """Take one node; nothing at an ending."""
        scan = self.scan
        kind, start = scan.value, scan.start
        if scan.kind == "end":
            raise scan.refuse(f"the file ends, but {_place(history)} has no node", "write one node for every action")
        if scan.kind != "word" or kind not in ("c", "p", "t"):
            message = f"a node was expected {_at(history)}, not {scan.next()}"
            raise scan.refuse(message, "begin it with c (chance), p (a player's move) or t (an ending)")
        size = len(self.moves) + len(self.ends)
        if size == NODES or size * len(self.players) >= NUMBERS:
            raise scan.refuse(f"the tree has more than {size:,} nodes", "write a smaller game")
        letters = above.letters + (len(history[-1]) + 1 if history else 0)
        self.letters += letters
        if self.letters > LETTERS:
            raise scan.refuse(f"the histories have more than {LETTERS:,} letters", "shorten the names of actions")
        scan.advance()
        scan.text("the name of the node")
        if kind == "t":
            if not history:
                raise scan.refuse("the game ends before it begins", "begin with a move: c or p", start)
            self.ends[history] = self.sum(above.payoffs)
            return None
        if len(history) == DEPTH:
            raise scan.refuse(f"more than {DEPTH} moves follow one another", "write a shorter game", start)
        if kind == "c":
            event = self.event()
            self.moves[history] = Chance(tuple(zip(event.actions, event.content[1::2], strict=True)))
            return _Branching(event.actions, self.sum(above.payoffs), letters)
        owner = scan.integer("the number of a player", 1, len(self.players)) - 1
        number, found = self.set(owner, history, start)
        self.moves[history] = (owner, number)
        return _Branching(found.actions, self.sum(above.payoffs), letters, owner, number, self.past[owner])

    def set(self, owner: int, history: History, start: int) -> tuple[int, _Described]:
        """Take an information set, described here or before, and its number."""
        scan, place = self.scan, self.scan.start
        number = scan.integer("the number of an information set", 1)
        name = self.name("an information set")
        what = f"information set {number} of player {self.shown[owner]}"
        known = self.sets.get((owner, number))
        labels: tuple[str, ...] | None = None
        if scan.at("{"):
            labels = tuple(scan.texts("an action", "actions", ACTIONS, what))
        if known is None:
            if labels is None:
                raise self.undescribed(what, '"name" { "action" ... }', place)
            known = _Described(name or "", labels, actions_of(labels), place, self.past[owner], history)
            self.sets[owner, number] = known
            return number, known
        self.agree(known, what, name, labels, place)
        if known.past != self.past[owner]:
            raise scan.refuse(
                f"imperfect recall: player {self.shown[owner]} moves in her information set {number} here and on line "
                f"{scan.line(known.place)}, but what she did and knew before is not the same",
                "give one of them another number; games in which a player forgets are not read",
                start,
            )
        known.several = True
        return number, known

    def event(self) -> _Described:
        """Take the actions of nature and their probabilities, described here or before."""
        scan, place = self.scan, self.scan.start
        number = scan.integer("the number of a chance event", 1)
        name = self.name("a chance event")
        content: list[Any] | None = None
        labels: list[str] = []
        if scan.at("{"):
            scan.advance()
            content, total = [], Fraction(0)
            if scan.at("}"):
                raise scan.refuse(f"chance event {number} has no actions", "write at least one, with its probability")
            while not scan.at("}"):
                if len(labels) == ACTIONS:
                    raise scan.refuse(f"a chance event has more than {ACTIONS:,} actions", "write a smaller game")
                labels.append(scan.text("the name of an action of nature, or '}',"))
                at = scan.start
                p = scan.number("a probability")
                if p < 0:
                    raise scan.refuse(f"{p} is not a probability", "write a number from 0 to 1", at)
                total = self.bounded(total + p)
                content += [labels[-1], p]
            if total != 1:
                message = f"the probabilities of chance event {number} sum to {shown(str(total))}, not 1"
                raise scan.refuse(message, "write them exactly, such as 1/3 for 0.333", place)
            scan.advance()
        known = self.events.get(number)
        if known is not None:
            self.agree(known, f"chance event {number}", name, None if content is None else tuple(content), place)
            return known
        if content is None:
            raise self.undescribed(f"chance event {number}", '"name" { "action" 1/2 ... }', place)
        known = self.events[number] = _Described(name or "", tuple(content), actions_of(labels), place)
        return known

    def sum(self, before: Payoffs) -> Payoffs:
        """Take a node's outcome and add its payoffs to those before."""
        scan, place = self.scan, self.scan.start
        number = scan.integer("the number of an outcome (0 for none)", 0)
        name = self.name("an outcome")
        payoffs: Payoffs | None = None
        if scan.at("{"):
            scan.advance()
            payoffs = scan.payoffs(self.players)
        elif name is not None:
            raise scan.refuse(f"outcome {number} has a name and no payoffs", "write { and the payoffs after its name")
        if number == 0:
            if name is not None or payoffs is not None:
                message = "outcome 0 means none and has no name and no payoffs"
                raise scan.refuse(message, "give this outcome a number of its own", place)
            return before
        known = self.outcomes.get(number)
        if known is not None:
            self.agree(known, f"outcome {number}", name, payoffs, place)
        elif payoffs is None:
            numbers = ", ".join("0" for _ in self.players[:9])
            raise self.undescribed(f"outcome {number}", f'"name" {{ {numbers} }}', place)
        else:
            known = self.outcomes[number] = _Described(name or "", payoffs, (), place)
        if before is self.none:
            return known.content
        return tuple(self.bounded(x + y) for x, y in zip(before, known.content, strict=True))

    def bounded(self, x: Fraction) -> Fraction:
        """A sum, unless it has grown too long."""
        bits = x.numerator.bit_length() + x.denominator.bit_length()
        self.bits += bits
        if bits > 2 * LONG_BITS:
            raise self.scan.refuse(f"a sum of numbers has grown beyond {LONG:,} digits", "write shorter numbers")
        if self.bits > SUM_BITS:
            raise self.scan.refuse("the payoffs that add up along the tree are too many and too long", "shorten them")
        return x

    def name(self, what: str) -> str | None:
        return self.scan.text(f"the name of {what}") if self.scan.kind == "text" else None

    def undescribed(self, what: str, form: str, place: int) -> Exception:
        message = f"{what} stands here first and is not described"
        return self.scan.refuse(message, f"write {form} after its number", place)

    def agree(
        self, known: _Described, what: str, name: str | None, content: tuple[Any, ...] | None, place: int
    ) -> None:
        """What is described again must be the same."""
        if (name is None or name == known.name) and (content is None or content == known.content):
            return
        message = f"{what} was described otherwise on line {self.scan.line(known.place)}"
        raise self.scan.refuse(message, "write the same again, or only its number, or give this one another", place)

    def game(self, title: str) -> ExtensiveGame:
        names: dict[int, dict[int, tuple[str, str]]] = {owner: {} for owner in range(len(self.players))}
        for (owner, number), found in self.sets.items():
            names[owner][number] = (found.name, f"#{number}" if found.several else " ".join(found.first))
        sees = {owner: set_names(mine) for owner, mine in names.items()}
        moves: dict[History, Move | Chance] = {}
        for history, move in self.moves.items():
            if isinstance(move, Chance):
                moves[history] = move
            else:
                owner, number = move
                moves[history] = Move(self.players[owner], self.sets[move].actions, sees[owner][number])
        n = len(self.players)
        payoffs = {history: {("",) * n: numbers} for history, numbers in self.ends.items()}
        return ExtensiveGame(self.players, (("",),) * n, ((Fraction(1),),) * n, moves, payoffs, title)


def _place(history: History) -> str:
    return f"'{shown(' '.join(history), 100)}'" if history else "the start"


def _at(history: History) -> str:
    return f"at {_place(history)}"
