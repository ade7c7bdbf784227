"""What the benchmark must show, one row a target, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.speed import batches
from benchmarks.speed.peers import LRSNASH, OURS, RATIONAL

LIMIT = (40, 60)  # million games a second and core: the closed form in arrays at 2x2
OF_LRSNASH = {2: 3, 3: 3, 4: 3, 5: 3, 6: 3, 8: 3, 10: 1}
OF_RATIONAL = 20  # from 3x3 up
OF_BATCHES = {
    ("normal-2", batches.QUANTECON): 10,
    ("normal-3", batches.QUANTECON): 5,
    ("normal-4", batches.QUANTECON): 4,
    ("ties-3", batches.RATIONAL): 50,
}
OF_SIGNALING = {2: 10, 3: 1_000, 4: 60_000}  # milliseconds
MEGABYTES = 1000


class Row(NamedTuple):
    """A target: what, what was wanted, what was measured, and met, missed, reported or not measured."""

    what: str
    target: str
    measured: str
    verdict: str


def rows(results: dict[str, Any]) -> list[Row]:
    """Every target in the order of the families."""
    return [*_correct(results), *_single(results), *_batches(results), *_signaling(results)]


def number(x: float) -> str:
    """Three digits, or all before the point."""
    return f"{x:.3g}" if abs(x) < 1000 else f"{x:,.0f}"


def _verdict(met: bool | None) -> str:
    return {True: "met", False: "MISSED", None: "not measured"}[met]


def _correct(results: dict[str, Any]) -> Iterator[Row]:
    for record in results["single"]:
        count, agreed = record["games"], record["equal_to_lrsnash"]
        if agreed is None:
            measured, met = f"{record['certified']} of {count} certified; no lrsnash", None
        else:
            measured, met = f"{agreed} of {count}", agreed == count == record["certified"]
        yield Row(f"correct: {record['title']}", "equal to lrsnash, certified: all", measured, _verdict(met))


def _single(results: dict[str, Any]) -> Iterator[Row]:
    random = [record for record in results["single"] if record["set"].startswith("random")]
    for peer, wanted in ((LRSNASH, OF_LRSNASH), (RATIONAL, dict.fromkeys((3, 4, 5, 6, 8, 10), OF_RATIONAL))):
        for record in random:
            n, row = record["size"], record["contestants"].get(peer, {})
            target, ratio = wanted.get(n), row.get("ratio")
            if target is None and (ratio is None or peer != LRSNASH):
                continue
            ours = record["contestants"][OURS]["median_ms"]
            if ratio is None:
                measured = row.get("skipped") or ", ".join(row.get("failures", {})) or "-"
            else:
                times = f"{number(row['median_ms'])} ms against {number(ours)} ms"
                measured = f"{number(ratio)}x ({times}, {row['answered']} games)"
            verdict = "reported" if target is None else _verdict(None if ratio is None else ratio >= target)
            if target and ratio is None and "time-out" in row.get("failures", {}):
                measured = f"it does not finish in {results['cap']:g} s; we in {number(ours)} ms"
                verdict = _verdict(results["cap"] * 1e3 >= target * ours or None)
            yield Row(
                f"single {n}x{n}: faster than {peer}", f"at least {target}x" if target else "-", measured, verdict
            )


def _batches(results: dict[str, Any]) -> Iterator[Row]:
    for record in results["batches"]:
        everyone = record["contestants"]
        right = record["complete"] and record["right"] == record["checked"]
        yield Row(
            f"correct: batch of {record['title']}",
            "complete; floats are the exact answer",
            f"{record['right']} of {record['checked']} checked exactly, {record['games']} games in all"
            + ("" if record["complete"] else "; numbers of equilibria differ"),
            _verdict(right),
        )
        for (name, peer), target in OF_BATCHES.items():
            if name == record["set"]:
                row = everyone.get(peer)
                ours = everyone[batches.TWO_THREADS]["games_per_second"]
                measured = "-"
                if row:
                    rates = f"{number(ours)} games/s against {number(row['games_per_second'])}"
                    measured = f"{number(row['ratio'])}x ({rates})"
                met = _verdict(row["ratio"] >= target if row else None)
                what = f"batch of {record['title']}, 2 threads: faster than {peer}"
                yield Row(what, f"at least {target}x", measured, met)
        if batches.CLOSED in everyone:
            limit, ours = (everyone[who]["games_per_second"] for who in (batches.CLOSED, batches.ONE_THREAD))
            yield Row(
                "the physical limit at 2x2: closed form in arrays, one core",
                f"{LIMIT[0]} to {LIMIT[1]} million games/s expected",
                f"{limit / 1e6:.3g} million games/s; we on one core {ours / 1e6:.3g} million, {ours / limit:.1%} of it",
                "reported",
            )


def _signaling(results: dict[str, Any]) -> Iterator[Row]:
    for record in results["signaling"]:
        n, row = record["size"], record["contestants"][OURS]
        limit = OF_SIGNALING[n]
        proved = row["finished"] == row["games"] == row.get("complete") == row.get("certified")
        measured, met = "no answer", False
        if row["finished"]:
            measured = (
                f"median {number(row['median_ms'])} ms, largest {number(row['largest_ms'])} ms, {row['megabytes']} MB; "
                f"{row['certified']} of {row['games']} games complete and certified"
            )
            met = proved and row["median_ms"] <= limit and row["megabytes"] < MEGABYTES
        verdict = _verdict(met)
        if met and row["largest_ms"] > limit:
            verdict = "met by the median only"
        what = f"signaling {n}x{n}x{n}: all equilibria, with beliefs"
        yield Row(what, f"{number(limit)} ms, 1 GB", measured, verdict)
