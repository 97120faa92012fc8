#!/usr/bin/env python3
"""Writes the seeds of targets whose inputs are bytes: one for each case that they have to think
of (README.md). Those of `address` and `query` are texts, and written by hand."""

from gzip import compress
from pathlib import Path
from struct import pack

SEEDS = Path(__file__).parent / "seeds"


def write(target, name, *parts):
    (SEEDS / target).mkdir(parents=True, exist_ok=True)
    data = b"".join(part.encode() if isinstance(part, str) else part for part in parts)
    assert len(data) <= 1024, f"{target}/{name}: {len(data)} bytes are more than is tried"
    (SEEDS / target / name).write_bytes(data)


# locator: what the bytes mean is told in README.md

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

for name, case in CASES.items():
    # Where the scale matters, each; a triangle, a hole and a saw stand for the others.
    scales = SCALES if name in ("triangle", "hole", "saw", "neighbours") else [0]
    for scale in scales:
        suffix = f"-{scale}" if scale else ""
        write("locator", f"{name}{suffix}", bytes([scale]), case, PLACES)


# body: a byte for where to, and what is sent there
EXPOSURE, WITHIN, CSV, NDJSON, GEOJSON = (bytes([n]) for n in range(5))


def sent_polygon(*rings):
    listed = ",".join("[" + ",".join(f"[{x},{y}]" for x, y in ring) + "]" for ring in rings)
    return '{"type":"Polygon","coordinates":[' + listed + "]}"


def box(w, s, e, n):
    return [(w, s), (e, s), (e, n), (w, n), (w, s)]


INSIDE = box(110.405, -7.01, 110.435, -6.99)
POLYGONS = {
    "box": sent_polygon(INSIDE),
    "hole": sent_polygon(INSIDE, box(110.41, -7.005, 110.42, -6.995)),
    "hole-outside": sent_polygon(INSIDE, box(110.5, -7.005, 110.52, -6.995)),
    "crosses": sent_polygon([(110.4, -7), (110.42, -6.98), (110.42, -7), (110.4, -6.98), (110.4, -7)]),
    "unclosed": sent_polygon(INSIDE[:4]),
    "flat": sent_polygon([(110.4, -7), (110.42, -7), (110.44, -7), (110.4, -7)]),
    "swapped": sent_polygon([(y, x) for x, y in INSIDE]),
    "large-numbers": sent_polygon(box("-1e308", "-1e308", "1e308", "1e308")),
    "many": '{"type":"MultiPolygon","coordinates":[[[[110.4,-7],[110.41,-7],[110.41,-6.99],[110.4,-7]]],[]]}',
    "feature": '{"type":"Feature","properties":null,"geometry":' + sent_polygon(INSIDE) + "}",
    "collection": '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":'
    + sent_polygon(INSIDE) + "}]}",
    "point": '{"type":"Point","coordinates":[110.4,-7]}',
    "heights": '{"type":"Polygon","coordinates":[[[110.4,-7,3],[110.41,-7,3],[110.41,-6.99,3],[110.4,-7,3]]]}',
    "deep": "[" * 900,
    "deep-feature": '{"type":"Feature","geometry":' * 30,
}
for name, text in POLYGONS.items():
    write("body", f"polygon-{name}", EXPOSURE, text)
    write("body", f"within-{name}", WITHIN, text)

TABLES = {
    "plain": "id,lon,lat\n1,110.42,-7\n2,-7,110.42\n",
    "semicolons": "nama;bujur;lintang\r\nA;110,42;-7,0\r\n",
    "quoted": 'lon\tlat\tx\n110.42\t-7\t"a\nb"\n"110.41"\t"-7"\t"c""d"\n',
    "unclosed": 'lon,lat\n"110.42,-7\n1,2\n',
    "mark": "\ufefflon,lat\n110.42,-7",
    "short-and-long": "lon,lat,a\n110.42\n110.42,-7,1,2,3\n\n,,\n",
    "no-place": "a,b\n1,2\n",
    "taken": "lon,lat,error\n110.42,-7,\n",
    "spaces": "lon,lat\n110.42,-7\n    \n \n\n110.41,-7\n",
}
for name, text in TABLES.items():
    write("body", f"csv-{name}", CSV, text)

LINES = {
    "plain": '{"id":1,"lon":110.42,"lat":-7}\n{"id":2,"lon":"110.42","lat":"-7.0"}\n',
    "bad": '{"lon":110.42\n[1,2]\n\n{}\n{"lon":1e999,"lat":0}\nnull',
    "twice": '{"lon":110.42,"lon":0,"lat":-7,"error":1}\n',
    "text": '{"lon":110.42,"lat":-7,"a":"\\ud800\\u0000\\n"}\n',
    "deep": '{"lon":110.42,"lat":-7,"a":' + "[" * 400 + "]" * 400 + "}\n",
}
for name, text in LINES.items():
    write("body", f"ndjson-{name}", NDJSON, text)


def collection(*features):
    return '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"


POINT_FEATURE = '{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[110.42,-7]}}'
COLLECTIONS = {
    "plain": collection(POINT_FEATURE, POINT_FEATURE),
    "empty": collection(),
    "no-geometry": collection('{"type":"Feature","properties":null,"geometry":null}', "{}", "1", "[]"),
    "polygon": collection('{"type":"Feature","properties":{},"geometry":' + sent_polygon(INSIDE) + "}"),
    "unclosed": collection(POINT_FEATURE)[:-2],
    "feature-alone": POINT_FEATURE,
    "broken-behind": '{"features":[' + POINT_FEATURE + '],"type""b"on","x":{"features":[]}}',
    "more": '{"bbox":[1,2],"features":[' + POINT_FEATURE + '],"type":"FeatureCollection","x":{"features":[]}}',
}
for name, text in COLLECTIONS.items():
    write("body", f"geojson-{name}", GEOJSON, text)


# manifest: a byte for which, and its text
CITY, LAYER = b"\x00", b"\x01"
TOLD = """[provenance]
publisher = "Uji"
licence = "CC0-1.0"
dated = "2024-05-01"
link = "https://example.org/data"
contact = "mailto:uji@example.org"
"""


def layer(kind, source, more=""):
    head = f'kind = "{kind}"\ntitle = {{ id = "Uji", en = "Test" }}\naccess = "public"\n'
    return head + f'[source]\nfile = "{source}"\n{more}' + TOLD


SCHEME = 'id = "%s"\nvalues = ["%s"]\nlabel = { id = "L" }\nmeaning = { id = "M" }\nadvice = { id = "A" }\n'
MANIFESTS = {
    "base": layer("base", "a.geojson"),
    "table": layer("facility", "a.csv", 'crs = "EPSG:4326"\nlon = "x"\nlat = "y"\n[fields]\nx = { type = "number" }\n'),
    "fields": layer("place", "a.gpkg", 'layer = "t"\n[fields]\na = { tile = true, search = true, label = { id = "A" } }\n'),
    "hazard": layer(
        "hazard", "a.shp", '[mapped]\npolygons_only = true\n[classes]\nfield = "k"\n[[classes.scheme]]\n'
        + SCHEME % ("r", "1") + 'color = "#ffffff"\n[fields]\nk = {}\n',
    ),
    "population": layer("population", "a.csv", '[fields]\nk = {}\nj = { type = "integer" }\n[population]\nlevel = "desa"\npeople = "j"\nsmall_counts = { under = 10, exact = "internal" }\n'),
    "tiles": layer("base", "a.pmtiles"),
    "golden": layer("base", "a.fgb", '[[golden]]\nlon = 110.42\nlat = -7.0\nfinds = "x"\n'),
    "outside": layer("base", "../../etc/passwd"),
    "misspelt": layer("hazzard", "a.geojson").replace("access", "acces"),
    "twice": layer("base", "a.geojson") + "[source]\n",
    "no-toml": "kind = \"base\n[",
    "dates": "kind = 1979-05-27T07:32:00Z\nmin_zoom = 0x7fffffffffffffff\nmax_zoom = nan\n",
    "dotted": "a.b.c.d = 1\na.b = [{c = []}, [[[]]]]\n",
    "not-text": b"\xff\xfe\x00",
}
for name, text in MANIFESTS.items():
    write("manifest", f"layer-{name}", LAYER, text)
# What it may hold is seen without the remark at its head.
own_city = (Path(__file__).parent / "city/city.toml").read_text().split("\n", 1)[1]
CITIES = {
    "whole": own_city,
    "swapped": own_city.replace("lon = 110.42", "lon = -7.0").replace("lat = -7.0", "lat = 110.42"),
    "no-layer": own_city.replace('layer = "desa"', 'layer = "rw"'),
    "circle": own_city.replace('from = "desa"', 'from = "kecamatan"'),
    "half": own_city[: len(own_city) // 2],
    "nothing": "",
}
for name, text in CITIES.items():
    write("manifest", f"city-{name}", CITY, text)


# prepared: all of a file; what is before its checksum; changes to a whole one
WHOLE, BEFORE_CHECKSUM, CHANGED = (bytes([n]) for n in range(3))
FILES, SECTIONS = 8, 12
write("prepared", "nothing", WHOLE)
write("prepared", "magic-only", WHOLE, b"WARENG\x00\x07")
write("prepared", "no-section", BEFORE_CHECKSUM)
write("prepared", "longer-than-the-file", BEFORE_CHECKSUM, b"HEAD", pack("<Q", 1 << 62))
write("prepared", "no-json", BEFORE_CHECKSUM, b"HEAD", pack("<Q", 2), b"{}")
for file in range(FILES):
    write("prepared", f"file-{file}", CHANGED, bytes([file]))
for section in range(SECTIONS):
    for file in (1, 2, 7):
        changes = [(section, 0, 2, -1), (section, 8, 2, 0x7FFF), (section, 40, 1, 3)]
        packed = [pack("<BHBh", s, at, how, what) for s, at, how, what in changes]
        write("prepared", f"changed-{file}-{section}", CHANGED, bytes([file]), *packed)
        write("prepared", f"cut-{file}-{section}", CHANGED, bytes([file]), pack("<BHBh", section, 20, 3, 0))


# indexes: of which layer, and changes: numbers of 16 bits throughout, a cut and a byte too many
# at each place where one part of them may begin
for layer in range(FILES):
    write("indexes", f"whole-{layer}", bytes([layer]))
for layer in (1, 2, 7):
    for at in (0, 1, 33, 41, 49, 57, 97, 200, 1000, 5000):
        changes = [(0, at, 1, number) for number in (-1, 0x7FFF, 3)]
        for name, change in zip(("minus", "much", "little"), changes):
            write("indexes", f"{name}-{layer}-{at}", bytes([layer]), pack("<BHBh", *change))
        write("indexes", f"cut-{layer}-{at}", bytes([layer]), pack("<BHBh", 0, at, 3, 0))
    write("indexes", f"more-{layer}", bytes([layer]), pack("<BHBh", 0, 0xFFFF, 4, 0))


# archive: PMTiles 3
NONE, GZIP, BROTLI, ZSTD = 1, 2, 3, 4
DECLARED = b'{"vector_layers":[{"id":"a","fields":{"n":"String"}}]}'


def varint(number):
    out = b""
    while number > 0x7F:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def directory(*entries):
    """Of first, run, length, offset + 1."""
    columns = list(zip(*entries))
    firsts = columns[0] if columns else ()
    steps = [b - a for a, b in zip((0, *firsts), firsts)]
    return varint(len(entries)) + b"".join(varint(n) for column in (steps, *columns[1:]) for n in column)


def pmtiles(root, tiles, leaves=b"", internal=NONE, packing=NONE, zooms=(0, 1), metadata=DECLARED):
    if internal == GZIP:
        root, metadata, leaves = (compress(part, mtime=0) for part in (root, metadata, leaves))
    spans, at = b"", 127
    for part in (root, metadata, leaves, tiles):
        spans, at = spans + pack("<QQ", at, len(part)), at + len(part)
    counts = pack("<QQQ", 1, 1, 1)
    box = pack("<iiii", 1_104_000_000, -71_000_000, 1_105_000_000, -69_000_000)
    head = b"PMTiles\x03" + spans + counts + bytes([1, internal, packing, 1, *zooms]) + box
    head += bytes([0]) + pack("<ii", 0, 0)
    return head + root + metadata + leaves + tiles


TILE = bytes([0x1A, 0x05, 0x78, 0x02, 0x0A, 0x01, 0x61])
ONE = directory((0, 1, len(TILE), 1))


def zstd_of_zeros(blocks):
    """A frame of so many blocks, of 128 KiB zeros each in four bytes."""
    block = lambda last: pack("<I", (1 << 17) << 3 | 1 << 1 | last)[:3] + b"\0"
    return b"\x28\xb5\x2f\xfd\x00\x58" + block(0) * (blocks - 1) + block(1)


bomb = zstd_of_zeros(170)
packed = compress(TILE, mtime=0)
ARCHIVES = {
    "one": pmtiles(ONE, TILE),
    "gzip": pmtiles(directory((0, 5, len(packed), 1)), packed, internal=GZIP, packing=GZIP),
    "leaf": pmtiles(directory((0, 0, len(ONE), 1)), TILE, leaves=ONE),
    "leaf-in-itself": pmtiles(directory((0, 0, 5, 1)), TILE, leaves=directory((0, 0, 5, 1))),
    "beyond": pmtiles(directory((0, 1, 1 << 31, 1 << 40)), TILE),
    "deep": pmtiles(directory((0, 1 << 31, len(TILE), 1)), TILE, zooms=(0, 31)),
    "bomb": pmtiles(directory((0, 1, len(bomb), 1)), bomb, packing=ZSTD),
    "many-lines": pmtiles(varint(1 << 40) + bytes(20), TILE),
    "no-metadata": pmtiles(ONE, TILE, metadata=b""),
    "other-metadata": pmtiles(ONE, TILE, metadata=b'{"vector_layers":[{"id":1}]}'),
    "brotli": pmtiles(ONE, TILE, packing=BROTLI),
    "cut": pmtiles(ONE, TILE)[:140],
}
for name, data in ARCHIVES.items():
    write("archive", name, data)
