"""tippecanoe as a contestant: its tileset of some layers, and some tiles of it.

  tippecanoe.py build OUT.pmtiles LAYER.geojson...
  tippecanoe.py tiles IN.pmtiles LIST OUT

`build` keeps every feature and lets tippecanoe simplify as it does by itself. `tiles` reads a list
of `z/x/y` and writes of each tile its length (4 bytes, little-endian) and its bytes, not packed.
"""

import gzip
import subprocess
import sys
from pathlib import Path

from pmtiles.reader import MmapSource, Reader

# Four of 256 parts of a tile on each side: as much as ours draw beyond, so that features are the same.
OPTIONS = ["-Z0", "-z16", "--no-feature-limit", "--no-tile-size-limit", "--buffer=4"]


def build(out, *layers):
    program = Path(sys.executable).with_name("tippecanoe")
    named = [f"--named-layer={Path(layer).stem}:{layer}" for layer in layers]
    command = [program, "--quiet", "--force", "-t", Path(out).parent, "-o", out, *OPTIONS, *named]
    subprocess.run(command, check=True)


def tiles(pmtiles, listed, out):
    with open(pmtiles, "rb") as source, open(out, "wb") as written:
        reader = Reader(MmapSource(source))
        for address in Path(listed).read_text().split():
            tile = reader.get(*map(int, address.split("/"))) or b""
            tile = gzip.decompress(tile) if tile[:2] == b"\x1f\x8b" else tile
            written.write(len(tile).to_bytes(4, "little") + tile)


{"build": build, "tiles": tiles}[sys.argv[1]](*sys.argv[2:])
