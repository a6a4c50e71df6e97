"""Rounds of peer, gemz, peer; what they come to; and how it is shown and kept."""

import dataclasses
import json
import statistics
import sys


@dataclasses.dataclass
class Result:
    """One line of the table, and one object of results.json."""

    name: str
    unit: str
    gemz: float | None
    peer: float | None = None
    peerName: str | None = None
    ratio: float | None = None
    goal: str | None = None
    ok: bool | None = None
    range: tuple | None = None
    note: str | None = None

    def json(self):
        values = dataclasses.asdict(self)
        return {name: rounded(value) for name, value in values.items()
                if value is not None or name not in ("range", "note")}


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.4g}")
    return [rounded(part) for part in value] if isinstance(value, tuple) else value


def holds(value, goal):
    """Whether `≥ 0.8` or `≤ 150` holds for a value."""
    if goal is None or value is None:
        return None
    sign, bound = goal.split()[:2]
    return value >= float(bound) if sign == "≥" else value <= float(bound)


def rounds(count, gemz, peer):
    """Peer, gemz, peer, over and over: pairs of gemz's figures and the mean of the peer's around them."""
    pairs = []
    for _ in range(count):
        before = peer()
        own = gemz()
        after = peer()
        pairs.append((own, mean(before, after)))
    return pairs


def mean(before, after):
    """The mean of the peer's figures."""
    return {name: (before[name] + after[name]) / 2 for name in before if number(before[name])}


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def compare(name, unit, pairs, key, peer_name, goal=None, peer_key=None, note=None):
    """The median over rounds of gemz, of its peer, and of their ratio, with the ratio's range."""
    peer_key = peer_key or key
    ratios = [own[key] / other[peer_key] for own, other in pairs]
    ratio = statistics.median(ratios)
    return Result(
        name, unit, statistics.median(own[key] for own, _ in pairs),
        statistics.median(other[peer_key] for _, other in pairs), peer_name, ratio,
        f"{goal} ×" if goal else None, holds(ratio, goal), (min(ratios), max(ratios)), note)


def absolute(name, unit, value, goal=None, note=None):
    """A figure of gemz's own, held against a bound."""
    return Result(name, unit, value, goal=f"{goal} {unit}" if goal else None, ok=holds(value, goal), note=note)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def say(text):
    print(text, file=sys.stderr, flush=True)


def figure(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def table(results):
    """A Markdown table."""
    lines = ["| what | unit | gemz | peer | | ratio (range) | goal | |", "|---|---|---|---|---|---|---|---|"]
    for result in results:
        span = f" ({figure(result.range[0])}–{figure(result.range[1])})" if result.range else ""
        verdict = {True: "met", False: "**missed**", None: ""}[result.ok]
        if result.gemz is None:
            verdict = "skipped"
        lines.append(f"| {result.name} | {result.unit} | {figure(result.gemz)} | {figure(result.peer)} | "
                     f"{result.peerName or ''} | {figure(result.ratio)}{span} | {result.goal or ''} | {verdict} |")
    notes = [f"- {result.name}: {result.note}" for result in results if result.note]
    return "\n".join(lines + ([""] + notes if notes else []))


def write(results, path):
    path.write_text("[\n" + ",\n".join("  " + json.dumps(result.json(), ensure_ascii=False) for result in results)
                    + "\n]\n")
