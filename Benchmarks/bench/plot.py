# SPDX-License-Identifier: Apache-2.0
"""Pictures of the figures: SVG without scripts, fonts or anything from elsewhere, readable on light and dark."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from xml.sax.saxutils import escape

WIDTH = 860
LEFT, RIGHT, TOP, BOTTOM = 306, 40, 92, 56
ROW = 34
STYLE = """
  text { font: 13px -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .small { font-size: 12px; fill: #59636e }
  .paper { fill: #ffffff; stroke: #d1d9e0 }
  .grid { stroke: #d1d9e0; stroke-width: 1 }
  .line { fill: none; stroke-width: 2 }
  .s0 { fill: #cf222e; stroke: #cf222e } .s1 { fill: #0969da; stroke: #0969da } .s2 { fill: #1a7f37; stroke: #1a7f37 }
  .s3 { fill: #9a6700; stroke: #9a6700 } .s4 { fill: #8250df; stroke: #8250df } .s5 { fill: #bf3989; stroke: #bf3989 }
  .s6 { fill: #57606a; stroke: #57606a } .s7 { fill: #0a7ea4; stroke: #0a7ea4 } .s8 { fill: #7d4e00; stroke: #7d4e00 }
  .line.s0, .line.s1, .line.s2 { fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .small { fill: #9198a1 } .paper { fill: #0d1117; stroke: #3d444d } .grid { stroke: #3d444d }
    .s0 { fill: #ff7b72; stroke: #ff7b72 } .s1 { fill: #58a6ff; stroke: #58a6ff } .s2 { fill: #3fb950; stroke: #3fb950 }
    .s3 { fill: #d29922; stroke: #d29922 } .s4 { fill: #bc8cff; stroke: #bc8cff } .s5 { fill: #f778ba; stroke: #f778ba }
    .s6 { fill: #9198a1; stroke: #9198a1 } .s7 { fill: #39c5cf; stroke: #39c5cf } .s8 { fill: #e3b341; stroke: #e3b341 }
    .line.s0, .line.s1, .line.s2 { fill: none }
  }
"""


@dataclasses.dataclass(frozen=True)
class Scale:
    """A logarithmic axis from `least` to `most`, drawn from `start` to `end`."""

    least: float
    most: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = math.log(value / self.least) / math.log(self.most / self.least)
        return self.start + share * (self.end - self.start)

    @staticmethod
    def over(values: list[float], start: float, end: float) -> Scale:
        """An axis of whole powers of ten around all values."""
        least = 10 ** math.floor(math.log10(min(values)))
        most = 10 ** math.ceil(math.log10(max(values)))
        return Scale(least, most if most > least else least * 10, start, end)

    def ticks(self) -> list[float]:
        """Powers of ten, and 2 and 5 of each when there are few."""
        powers = range(round(math.log10(self.least)), round(math.log10(self.most)) + 1)
        steps = (1, 2, 5) if len(powers) <= 4 else (1,)
        return [step * 10.0**power for power in powers for step in steps if step * 10.0**power <= self.most * 1.001]


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{style} text-anchor="{anchor}">{escape(words)}</text>'


def mark(x: float, y: float, series: int, hint: str) -> str:
    """A point; that of the first series is a large diamond."""
    tip = f"<title>{escape(hint)}</title>"
    if series == 0:
        return f'<path class="s0" d="M{x - 8:.1f} {y:.1f}L{x:.1f} {y - 8:.1f}L{x + 8:.1f} {y:.1f}L{x:.1f} {y + 8:.1f}Z">{tip}</path>'
    return f'<circle class="s{series % 9}" cx="{x:.1f}" cy="{y:.1f}" r="4.5">{tip}</circle>'


def legend(names: list[str], y: float) -> list[str]:
    parts, x = [], 24.0
    for series, name in enumerate(names):
        parts += [mark(x, y - 4, series, name), text(x + 12, y, name, "small")]
        x += 34 + 6.6 * len(name)
    return parts


def picture(height: float, title: str, description: str, parts: list[str]) -> str:
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" '
        f'role="img" aria-label="{escape(title, {chr(34): "&quot;"})}">',
        f"<title>{escape(title)}</title>", f"<desc>{escape(description)}</desc>", f"<style>{STYLE}</style>",
        f'<rect class="paper" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1:.0f}" rx="8"/>',
        text(24, 32, title, "title"), *parts, "</svg>", ""])


def ratios(title: str, rows: Mapping[str, Mapping[str, float]], names: list[str], axis: str) -> str:
    """A row for each workload, a point for each contestant, as many times the floor as it took. The first name stands out."""
    values = [value for row in rows.values() for value in row.values()]
    scale = Scale.over([1.0, *values], LEFT, WIDTH - RIGHT)
    bottom = TOP + ROW * len(rows)
    parts = legend(names, 58)
    for tick in scale.ticks():
        x = scale.at(tick)
        parts += [f'<line class="grid" x1="{x:.1f}" y1="{TOP - 12}" x2="{x:.1f}" y2="{bottom}"/>',
                  text(x, bottom + 18, f"{number(tick)}×", "small", "middle")]
    for line, (workload, row) in enumerate(rows.items()):
        y = TOP + ROW * line + ROW / 2 - 6
        parts.append(text(24, y + 4, workload))
        for series in reversed(range(len(names))):
            if names[series] in row:
                value = row[names[series]]
                parts.append(mark(scale.at(value), y, series, f"{names[series]}: {value:.1f}× the floor"))
    parts.append(text(LEFT, bottom + 40, axis, "small"))
    return picture(bottom + BOTTOM, title, "; ".join(f"{workload}: " + ", ".join(
        f"{name} {value:.1f}" for name, value in row.items()) for workload, row in rows.items()), parts)


def lines(title: str, series: Mapping[str, list[tuple[float, float]]], across: str, up: str) -> str:
    """Lines over a number of files, both axes logarithmic."""
    points = [point for line in series.values() for point in line]
    height, left, right = 420.0, 80, WIDTH - RIGHT
    x_axis = Scale.over([x for x, _ in points], left, right)
    y_axis = Scale.over([y for _, y in points], height - BOTTOM, TOP - 8)
    parts = legend(list(series), 58)
    for tick in x_axis.ticks():
        x = x_axis.at(tick)
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - BOTTOM}"/>')
        if math.log10(tick) % 1 < 0.001:
            parts.append(text(x, height - BOTTOM + 18, number(tick), "small", "middle"))
    for tick in y_axis.ticks():
        y = y_axis.at(tick)
        parts += [f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>',
                  text(left - 8, y + 4, number(tick), "small", "end")]
    for place, (name, line) in enumerate(series.items()):
        path = "L".join(f"{x_axis.at(x):.1f} {y_axis.at(y):.1f}" for x, y in line)
        parts.append(f'<path class="line s{place}" d="M{path}"/>')
        parts += [mark(x_axis.at(x), y_axis.at(y), place, f"{name}, {number(x)}: {y:.3f} s") for x, y in line]
    parts += [text(right, height - 14, across, "small", "end"), text(24, TOP - 16, up, "small")]
    return picture(height, title, "; ".join(f"{name}: " + ", ".join(f"{x:.0f}: {y:.3f}" for x, y in line)
                                            for name, line in series.items()), parts)
