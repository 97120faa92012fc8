#!/usr/bin/env python3
"""Writes seeds/locator: one input for each case that a locator has to think of (README.md)."""

from pathlib import Path
from struct import pack

SCALES = range(9)
RECTANGLE, WALK = 0, 1
POLYGON, WITH_HOLE, WITH_TWO_HOLES, POINT, LINE = 0, 5, 6, 8, 9


def c(whole, ulps=0):
    """A coordinate: -8 to 15, and 0, 1, -1 or 2 doubles away."""
    return bytes([whole + 8 + 24 * {0: 0, 1: 5, -1: 6, 2: 7}[ulps]])


def xy(*coordinates):
    return b"".join(c(v) for v in coordinates)


def raw(double):
    return bytes([224]) + pack("<d", double)


def rectangle(*corners):
    return bytes([RECTANGLE]) + xy(*corners)


def ring(*coordinates):
    """Without the last position, which is the first again."""
    return bytes([2 + 4 * (len(coordinates) // 2 - 1)]) + xy(*coordinates)


def walk(steps, count, x=0, y=0):
    packed = bytes(((dx + 8) << 4) | (dy + 8) for dx, dy in steps)
    return bytes([WALK, len(steps) - 1]) + packed + bytes([count - 1, x + 128, y + 128])


def feature(*parts):
    return bytes([len(parts)]) + b"".join(parts)


def polygon(*rings):
    kind = {1: POLYGON, 2: WITH_HOLE, 3: WITH_TWO_HOLES}[len(rings)]
    return bytes([kind]) + b"".join(rings)


def features(*those):
    return bytes([len(those)]) + b"".join(those)


def one(*rings):
    return features(feature(polygon(*rings)))


PLACES = xy(0, 0, 1, 1, 4, 4, -8, 15, 3, 7) + bytes(range(8))

CASES = {
    "nothing": features(),
    "no-parts": features(feature(), feature()),
    "triangle": one(ring(0, 0, 7, 1, 3, 9)),
    "hole": one(rectangle(0, 0, 8, 8), rectangle(2, 2, 6, 6)),
    "hole-at-corner": one(rectangle(0, 0, 8, 8), ring(0, 0, 4, 2, 2, 4)),
    "holes-touch": one(rectangle(0, 0, 8, 8), ring(1, 4, 3, 2, 4, 4, 3, 6), ring(4, 4, 6, 2, 7, 4, 6, 6)),
    "hole-is-all": one(rectangle(0, 0, 8, 8), rectangle(0, 0, 8, 8)),
    "hole-outside": one(rectangle(0, 0, 4, 4), rectangle(2, 2, 8, 8)),
    "bow-tie": one(ring(0, 0, 8, 8, 8, 0, 0, 8)),
    "spike": one(ring(0, 0, 8, 0, 8, 4, 14, 4, 8, 4, 8, 8, 0, 8)),
    "spike-inward": one(ring(0, 0, 8, 0, 8, 4, 2, 4, 8, 4, 8, 8, 0, 8)),
    "line-there-and-back": one(ring(0, 0, 8, 3)),
    "repeated": one(ring(0, 0, 0, 0, 8, 0, 8, 0, 8, 8, 0, 8, 0, 8)),
    "one-position": one(ring(3, 3)),
    "pinched": one(ring(0, 0, 4, 0, 4, 4, 8, 4, 8, 8, 4, 8, 4, 4, 0, 4)),
    "neighbours": features(
        feature(polygon(ring(0, 0, 4, 1, 5, 4, 0, 5))), feature(polygon(ring(4, 1, 9, 0, 9, 5, 5, 4)))
    ),
    "same-twice": features(*[feature(polygon(ring(0, 0, 7, 1, 3, 9)))] * 6),
    "many-parts": features(feature(*[polygon(rectangle(x, x, x + 2, x + 2)) for x in (0, 2, 4)])),
    "mixed": features(
        feature(bytes([POINT]) + xy(2, 2), bytes([LINE]) + xy(0, 0, 8, 8), polygon(ring(1, 1, 5, 1, 3, 7)))
    ),
    "stairs": one(walk([(1, 0), (0, 1)], 60)),
    "comb": one(walk([(1, 0), (0, 7), (1, 0), (0, -7)], 256, -100)),
    "saw": one(walk([(3, 7), (-2, -7)], 200, -100, -100)),
    "spiral": one(walk([(7, 0), (5, 5), (0, 7), (-5, 5), (-7, 0), (-5, -5), (0, -7), (5, -6)], 250)),
    "sliver": one(bytes([14]) + c(3) + c(0) + c(3, 1) + c(0) + c(3, 2) + c(9) + c(3, 1) + c(9)),
    "any-doubles": one(
        bytes([10]) + raw(-1.7e308) + raw(5e-324) + raw(1.7e308) + raw(-0.0) + raw(1e-300) + raw(1.1e300)
    ),
    "large-and-small": features(
        feature(polygon(rectangle(-8, -8, 15, 15))),
        feature(polygon(bytes([10]) + raw(1e-9) + raw(1e-9) + raw(2e-9) + raw(1e-9) + raw(1.5e-9) + raw(3e-9))),
    ),
}

folder = Path(__file__).parent / "seeds" / "locator"
for name, case in CASES.items():
    # Where the scale matters, each; a triangle, a hole and a saw stand for the others.
    scales = SCALES if name in ("triangle", "hole", "saw", "neighbours") else [0]
    for scale in scales:
        suffix = f"-{scale}" if scale else ""
        (folder / f"{name}{suffix}").write_bytes(bytes([scale]) + case + PLACES)
