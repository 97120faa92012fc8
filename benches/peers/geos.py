"""GEOS as a contestant: prepared polygons under an STRtree, by shapely, on one core.

  geos.py FOLDER

FOLDER holds the polygons and points as `geos.rs` writes them. Each line on standard input is
answered by one line:

  time given random          nanoseconds of processor time a point
  time sorted clustered      the same, another way, other points
  answers random 5000        pairs of the first points and features, and those features summed

Points and prepared polygons are made before any clock runs: a point as a geometry costs more than
to look it up. Both ways have the candidates from the tree for all points at once:

  given    then `covers`, in the order the points came: what a question at a time can be
  sorted   then by polygon, which is kind to caches, and coordinates instead of points: the
           fastest there is, if all questions are known before the first is answered
"""

import sys
import time
from pathlib import Path

import numpy as np
import shapely

folder = Path(sys.argv[1])


def numbers(name, kind):
    return np.fromfile(folder / name, dtype=kind)


def made(name):
    lonlat = numbers(f"{name}.f64", "<f8").reshape(-1, 2)
    return shapely.points(lonlat), lonlat[:, 0].copy(), lonlat[:, 1].copy()


coords = numbers("coords.f64", "<f8").reshape(-1, 2)
rings, parts = (numbers(f"{name}.u32", "<u4").astype(np.int64) for name in ("rings", "parts"))
feature_of = numbers("features.u32", "<u4").astype(np.int64)
polygons = shapely.from_ragged_array(shapely.GeometryType.POLYGON, coords, (rings, parts))
points = {name: made(name) for name in ("random", "clustered")}

first = shapely.get_point(shapely.get_exterior_ring(polygons), 0)
begin = time.process_time()
tree = shapely.STRtree(polygons)
tree.query(shapely.Point(0, 0))  # the tree is built when it is first asked
shapely.prepare(polygons)
shapely.covers(polygons, first)  # and the index of a polygon too
build = time.process_time() - begin


def given(points, x, y):
    point, polygon = tree.query(points)
    return point, polygon, shapely.covers(polygons[polygon], points[point])


def by_polygon(points, x, y):
    point, polygon = tree.query(points)
    order = np.argsort(polygon, kind="stable")
    point, polygon = point[order], polygon[order]
    return point, polygon, shapely.intersects_xy(polygons[polygon], x[point], y[point])


def timed(way, spread):
    begin = time.process_time()
    {"given": given, "sorted": by_polygon}[way](*points[spread])
    return (time.process_time() - begin) * 1e9 / len(points[spread][0])


def answers(spread, count):
    point, polygon, covered = given(*points[spread])
    kept = covered & (point < int(count))
    pairs = np.unique(np.stack([point[kept], feature_of[polygon[kept]]], 1), axis=0)
    return f"{len(pairs)} {pairs[:, 1].sum()}"


print(f"{build * 1e3:.0f} {shapely.__version__} {shapely.geos_version_string}", flush=True)
for line in sys.stdin:
    what, *about = line.split()
    print({"time": timed, "answers": answers}[what](*about), flush=True)
