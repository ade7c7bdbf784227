"""The table and the plot of a run, from its results alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.speed import plot, targets
from benchmarks.speed.judge import FLAWS, PARTIAL
from benchmarks.speed.peers import LRSNASH, OURS
from benchmarks.speed.targets import number


def write(results: dict[str, Any], folder: Path, name: str) -> str:
    """Write NAME.md, and NAME.png where matplotlib is installed; returns the text."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = find_spec("matplotlib") is not None
    if drawn:
        plot.times(results, folder / f"{name}.png")
    text = markdown(results, f"{name}.png" if drawn else None)
    (folder / f"{name}.md").write_text(text)
    return text


def all_right(results: dict[str, Any]) -> bool:
    """Whether every answer of ours is certified, complete and, where lrsnash was asked, equal to its."""
    single = all(
        record["certified"] == record["games"] and record["equal_to_lrsnash"] in (None, record["games"])
        for record in results["single"]
    )
    batches = all(record["complete"] and record["right"] == record["checked"] for record in results["batches"])
    rows = [record["contestants"][OURS] for record in results["signaling"]]
    return single and batches and all(r["games"] == r["finished"] == r["complete"] == r["certified"] for r in rows)


def markdown(results: dict[str, Any], picture: str | None) -> str:
    """Everything as one page of Markdown."""
    machine, rows = results["machine"], targets.rows(results)
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    parts = [
        f"# Speed and correctness against peers: {results['scale']} run",
        f"Made by `python -m benchmarks.speed`{_option(results['scale'])} on {results['date']} in {results['minutes']} "
        f"minutes; do not edit. [README](../README.md) says how it is measured and what *wrong* means.",
        f"Processor: {machine['processor']}; cores: {machine['cores']}; {machine['system']}. Commit: "
        f"{machine['commit']}. Versions: {versions}. {_load(results)}",
        "## Targets",
        _summary(rows),
        _table(("what", "target", "measured", ""), rows, "llll"),
        "## Single games: time against size",
        f"Median milliseconds a game (the least of {results['rounds']} interleaved rounds each); in brackets the "
        "median ratio to ours; "
        f"`*`: not all games, for it failed or used up its {results['budget']:g} s a set. {_start(results)}",
        _times(results),
        "## Single games: share of answers that are wrong",
        "Of the games it answered. In brackets the share whose answer misses an extreme equilibrium, harmless or not.",
        _wrong(results),
        _kinds(results),
        "## Batches",
        *(_batch(record) for record in results["batches"]),
        "## Signaling games",
        f"A peer has {results['cap']:g} s for a game. *Empty threats*: of its equilibria those with a response that no "
        "belief makes best; it does not mark them. It gives no beliefs after signals that nobody sends.",
        _signaling(results),
    ]
    if picture:
        parts.insert(9, f"![time against the number of actions]({picture})")
    return "\n\n".join(parts) + "\n"


def _load(results: dict[str, Any]) -> str:
    before, after = results["load"]
    if before is None:
        return "How busy the machine was is not known."
    busy = " Others were at work on it: do not quote these times." if before > results["machine"]["cores"] / 2 else ""
    return f"Load before and after: {before:g} and {after:g}.{busy}"


def _summary(rows: Sequence[targets.Row]) -> str:
    counts = Counter(row.verdict for row in rows)
    return "; ".join(f"{count} {verdict}" for verdict, count in counts.items()) + "."


def _option(scale: str) -> str:
    return "" if scale == "full" else f" `--{scale}`"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], align: str) -> str:
    rule = ["---:" if side == "r" else "---" for side in align]
    lines = [head, rule, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _start(results: dict[str, Any]) -> str:
    if results["start_ms"] is None:
        return ""
    shares = []
    for record in results["single"]:
        row = record["contestants"].get(LRSNASH, {})
        if record["set"].startswith("random") and row.get("median_ms"):
            share = min(1.0, results["start_ms"] / row["median_ms"])
            shares.append(f"{share:.0%} at {record['size']}x{record['size']}")
    return (
        f"`lrsnash` is a process: on a game with nothing to do it takes {results['start_ms']:.3g} ms, which is "
        f"{', '.join(shares)} of its time; nothing is subtracted."
    )


def _everyone(results: dict[str, Any]) -> list[str]:
    return list(results["single"][0]["contestants"])


def _times(results: dict[str, Any]) -> str:
    names = _everyone(results)
    rows = []
    for record in results["single"]:
        cells = [f"{record['title']} ({record['games']})"]
        for who in names:
            row = record["contestants"][who]
            if row["median_ms"] is None:
                cells.append(_gave_up(row))
            else:
                partial = "*" if row["answered"] < record["games"] else ""
                ratio = "" if who == OURS else f" ({number(row['ratio'])}x)"
                cells.append(number(row["median_ms"]) + partial + ratio)
        rows.append(cells)
    return _table(("games", *names), rows, "l" + "r" * len(names))


def _gave_up(row: dict[str, Any]) -> str:
    return row["skipped"] or ", ".join(f"{count} {what}" for what, count in row["failures"].items()) or "-"


def _wrong(results: dict[str, Any]) -> str:
    names = [who for who in _everyone(results) if who not in (OURS, LRSNASH)]
    rows = []
    for record in results["single"]:
        cells = [record["title"]]
        for who in names:
            row = record["contestants"][who]
            failures = ", ".join(f"{count} {what}" for what, count in row["failures"].items())
            cell = failures
            if row["answered"]:
                wrong, partial = (row[key] / row["answered"] for key in ("wrong", PARTIAL))
                cell = f"{wrong:.0%} ({partial:.0%}) of {row['answered']}"
                cell += f"; {failures}" if failures else ""
            cells.append(cell or "-")
        rows.append(cells)
    return _table(("games", *names), rows, "l" + "r" * len(names)) if names else "No peers were asked."


def _kinds(results: dict[str, Any]) -> str:
    lines = []
    for who in _everyone(results):
        rows = [record["contestants"][who] for record in results["single"]]
        if who in (OURS, LRSNASH) or not any(row["answered"] for row in rows):
            continue
        counts = ", ".join(f"{flaw}: {sum(row[flaw] for row in rows)}" for flaw in FLAWS)
        lines.append(f"- {who}: {sum(row['answered'] for row in rows)} answers, games with {counts}")
    return "\n".join(lines)


def _batch(record: dict[str, Any]) -> str:
    rows = []
    for who, row in record["contestants"].items():
        wrong = f"{row['wrong']} of {row['checked']}" if "wrong" in row else "-"
        rows.append((who, number(row["games_per_second"]), f"{number(row['ratio'])}x", f"{row['games']:,}", wrong))
    head = ("who", "games/s", "time / ours on 2 threads", "games", "wrong")
    words = f"{record['title']}; of {record['games']:,} games {record['settled_exactly']:,} needed exact arithmetic."
    failed = "".join(f"\n\n{who}: {why}." for who, why in record["failed"].items())
    return words + "\n\n" + _table(head, rows, "lrrrr") + failed


def _signaling(results: dict[str, Any]) -> str:
    rows = []
    for record in results["signaling"]:
        for who, row in record["contestants"].items():
            failures = ", ".join(f"{count} {what}" for what, count in row["failures"].items())
            found = "-"
            if row["finished"] and who == OURS:
                found = f"{row['components']} components, {row['cells']} cells with beliefs"
            elif row["finished"]:
                found = f"{row['equilibria']} equilibria, {row['empty threats']} on empty threats, no beliefs"
            shown = (number(row["median_ms"]), number(row["largest_ms"])) if row["finished"] else ("-", "-")
            finished = f"{row['finished']} of {row['games']}" + (f" ({failures})" if failures else "")
            size = "x".join([str(record["size"])] * 3)
            rows.append((size, who, finished, *shown, str(row["megabytes"] or "-"), found))
    head = ("size", "who", "finished", "median ms", "largest ms", "MB", "found in all")
    return _table(head, rows, "lllrrrl")
