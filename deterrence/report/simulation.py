"""What `deterrence simulate` prints: what is expected of an equilibrium beside what was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from deterrence import __version__
from deterrence.report.document import Document, Entries, Part, number_column, word_column
from deterrence.simulate import PrivateSimulation, Simulation
from deterrence.simulate.reliability import ReliabilitySimulation
from deterrence.table import Cell, Table
from deterrence.table.cells import exact


def simulation_document(
    played: Simulation | PrivateSimulation, about: Sequence[tuple[str, str]], title: str
) -> Document:
    """The shares of each event and the average payoffs, exact and simulated."""
    entries = [
        *about,
        ("Equilibrium", played.chosen.rule),
        ("Region", ", ".join(played.region) or "none has a name"),
        ("Crises", f"{played.times} from seed {played.seed}"),
        ("Certificate", str(played.chosen.certificate)),
    ]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.name, _cell(one.expected), one.simulated, one.standard_error) for one in played.shares
    )
    columns = (
        word_column("quantity"),
        number_column("expected"),
        number_column("simulated"),
        number_column("standard_error", "standard error"),
    )
    notes = ("The standard error is that of an average of so many draws under the exact law.",)
    table = Table(columns, rows, title="Expected and simulated", notes=notes)
    parts: tuple[Part, ...] = (Entries(tuple(entries)), table)
    data: dict[str, Any] = {
        "version": __version__,
        "times": played.times,
        "seed": played.seed,
        "equilibrium": played.chosen.rule,
        "region": list(played.region),
        "shares": [
            {
                "quantity": one.name,
                "expected": str(_cell(one.expected)),
                "simulated": exact(one.simulated),
                "standard_error": one.standard_error,
            }
            for one in played.shares
        ],
    }
    return Document(title, parts, data)


def crises_document(played: Simulation | PrivateSimulation, title: str) -> Document:
    """Every simulated crisis, one a row."""
    found = played.columns
    columns = tuple(number_column(name) if name.startswith("payoff") else word_column(name) for name in found)
    rows = tuple(tuple(map(_plain, row)) for row in zip(*(list(values) for values in found.values()), strict=True))
    data = [dict(zip(found, row, strict=True)) for row in rows]
    return Document(title, (Table(columns, rows, title=title),), data)


def reliability_document(played: ReliabilitySimulation, assumed: str = "") -> Document:
    """True and observed reliability, exact and simulated, over a line that says what is assumed."""
    exact_, times = played.exact, played.times
    tested = int(played.attacked.sum())
    error = float(exact_.true * (1 - exact_.true) / times) ** 0.5
    share = float(exact_.attacked * (1 - exact_.attacked) / times) ** 0.5
    rows: tuple[tuple[Cell, ...], ...] = (
        ("true reliability", exact_.true, played.true, error),
        ("share of pacts attacked", exact_.attacked, Fraction(tested, times), share),
        ("observed reliability", exact_.observed, played.observed, played.standard_error),
    )
    columns = (
        word_column("quantity"),
        number_column("expected"),
        number_column("simulated"),
        number_column("standard_error", "standard error"),
    )
    drawn = f"{times} pacts from seed {played.seed}, of which {tested} attacked."
    notes = (assumed, drawn) if assumed else (drawn,)
    title = "Reliability as it is, and where it can be seen"
    names = [column.name for column in columns]
    written = [[exact(cell) if isinstance(cell, Fraction) else cell for cell in row] for row in rows]
    data = {
        "version": __version__,
        "times": times,
        "seed": played.seed,
        "rows": [dict(zip(names, row, strict=True)) for row in written],
    }
    return Document(title, (Table(columns, rows, title="Expected and simulated", notes=notes),), data)


def _plain(cell: Any) -> Cell:
    """A cell of an array of numpy's."""
    plain = cell.item() if hasattr(cell, "item") else cell
    return plain if isinstance(plain, str | bool | int) else float(plain)


def _cell(value: Any) -> Cell:
    return value if isinstance(value, Fraction | int) else float(value)
