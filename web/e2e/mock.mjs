// Development stand-in for the server. To be deleted when the server answers.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { GeoJSONVT } from "@maplibre/geojson-vt";
import * as vtpbf from "@maplibre/vt-pbf";

const data = process.env.MOCK_DATA;
const kel = JSON.parse(readFileSync(join(data, "semarang-kelurahan.geojson")));
const circle = (lon, lat, r, n = 48) => {
  const ring = [];
  for (let i = 0; i <= n; i++) {
    const a = (2 * Math.PI * (i % n)) / n;
    const rr = r * (1 + 0.18 * Math.sin(3 * a) + 0.1 * Math.cos(5 * a));
    ring.push([lon + rr * Math.cos(a), lat + rr * Math.sin(a) * 0.7]);
  }
  return ring;
};
const bands = (lon, lat, r, ids) =>
  ids.map((id, i) => {
    const outer = circle(lon, lat, (r * (ids.length - i)) / ids.length);
    const rings = [outer];
    if (i < ids.length - 1)
      rings.push(circle(lon, lat, (r * (ids.length - i - 1)) / ids.length).reverse());
    return {
      type: "Feature",
      id: i + 1,
      properties: { class: id },
      geometry: { type: "Polygon", coordinates: rings },
    };
  });
const three = ["rendah", "sedang", "tinggi"];
const hz = {
  banjir: bands(110.43, -6.975, 0.05, three),
  rob: bands(110.44, -6.945, 0.035, three),
  longsor: bands(110.39, -7.06, 0.05, [...three, "sangat_tinggi"]),
};
const fc = (features) => ({ type: "FeatureCollection", features });
kel.features.forEach((f, i) => {
  f.id = i + 1;
});
const vt = { kelurahan: new GeoJSONVT(kel, { maxZoom: 16, tolerance: 3, indexMaxZoom: 4 }) };
for (const [k, v] of Object.entries(hz))
  vt[k] = new GeoJSONVT(fc(v), { maxZoom: 16, tolerance: 3 });
const colors = {
  banjir: ["#cfe3f7", "#6aaee0", "#1c63a8"],
  rob: ["#d5efe8", "#62bfa8", "#14776a"],
  longsor: ["#f6e3c5", "#e5b069", "#bd6b1f", "#7a3607"],
  kekeringan: ["#fff3bf", "#f0c75e", "#c98a12"],
};
const L = {
  rendah: ["Rendah", "Low"],
  sedang: ["Sedang", "Medium"],
  tinggi: ["Tinggi", "High"],
  sangat_tinggi: ["Sangat tinggi", "Very high"],
};
const M = {
  rendah: ["Genangan kurang dari 0,5 m.", "Water less than 0.5 m deep."],
  sedang: ["Genangan 0,5 sampai 1,5 m.", "Water 0.5 to 1.5 m deep."],
  tinggi: ["Genangan lebih dari 1,5 m.", "Water more than 1.5 m deep."],
  sangat_tinggi: ["Lereng sangat curam, pernah longsor.", "Very steep slope, has slid before."],
};
const A = {
  rendah: ["Simpan dokumen di tempat tinggi.", "Keep documents up high."],
  sedang: [
    "Siapkan tas siaga dan kenali jalur evakuasi.",
    "Prepare a go-bag and know the way out.",
  ],
  tinggi: ["Segera mengungsi bila ada peringatan.", "Leave at once when warned."],
  sangat_tinggi: ["Jangan bermalam saat hujan lebat.", "Do not stay overnight in heavy rain."],
};
const t = ([id, en]) => ({ id, en });
const classes = (layer, ids) =>
  ids.map((id, i) => ({
    id,
    label: t(L[id]),
    meaning: t(M[id]),
    advice: t(A[id]),
    color: colors[layer][i],
  }));
const prov = (p) => ({
  publisher: p,
  licence: "CC-BY-4.0",
  dated: "2024-05-01",
  link: "https://example.org/data",
  contact: "mailto:data@example.org",
});
const rep = {
  read: 10,
  kept: 10,
  repairs: [{ reason: "self_intersection", count: 1, example: "12" }],
  warnings: [],
};
const B = [110.27, -7.12, 110.51, -6.93];
const base = {
  version: "b3:aa",
  features: 3,
  vertices: 100,
  bounds: B,
  min_zoom: 9,
  max_zoom: 16,
  fields: [],
  report: rep,
  problems: [],
  status: "served",
};
const layers = [
  {
    ...base,
    id: "banjir",
    kind: "hazard",
    title: t(["Banjir", "Flood"]),
    tiles: "/tiles/banjir",
    classes: classes("banjir", three),
    provenance: prov("BPBD Kota Semarang (ilustrasi)"),
  },
  {
    ...base,
    id: "rob",
    kind: "hazard",
    title: t(["Rob (banjir pasang)", "Tidal flood"]),
    tiles: "/tiles/rob",
    classes: classes("rob", three),
    provenance: prov("BPBD Kota Semarang (ilustrasi)"),
  },
  {
    ...base,
    id: "longsor",
    kind: "hazard",
    title: t(["Longsor", "Landslide"]),
    tiles: "/tiles/longsor",
    classes: classes("longsor", [...three, "sangat_tinggi"]),
    provenance: prov("PVMBG (ilustrasi)"),
  },
  {
    ...base,
    id: "kekeringan",
    kind: "hazard",
    title: t(["Kekeringan", "Drought"]),
    status: "refused",
    problems: [
      "layers/kekeringan.toml: field `klas` is not in table `kering`, which has `kelas`",
      "feature 12: ring is not closed",
    ],
    classes: classes("kekeringan", three),
    provenance: prov("BNPB"),
  },
  {
    ...base,
    id: "kelurahan",
    kind: "boundary",
    features: 177,
    title: t(["Batas kelurahan", "Urban village boundaries"]),
    tiles: "/tiles/kelurahan",
    provenance: prov("Kemendagri"),
  },
  {
    ...base,
    id: "penduduk",
    kind: "population",
    title: t(["Penduduk", "Population"]),
    bounds: undefined,
    fields: [{ name: "laki_laki", type: "integer", label: t(["Laki-laki", "Male"]), tile: false }],
    provenance: prov("Disdukcapil"),
  },
];
const notice = [
  "Data ilustrasi: batas, bahaya, fasilitas, dan jumlah penduduk di peta ini dibuat oleh program untuk peragaan dan tidak menggambarkan keadaan sebenarnya. Jangan dipakai untuk mengambil keputusan. Dalam keadaan darurat hubungi 112.",
  "Illustrative data: not for safety decisions.",
];
const catalog = {
  snapshot: "b3:1",
  city: {
    name: t(["Kota Semarang", "Semarang City"]),
    code: "33.74",
    notice: t(notice),
    area: [109.9, -7.4, 110.9, -6.6],
    view: { lon: 110.42, lat: -7.0, zoom: 11 },
    emergency: "112",
    contact: "mailto:halo@example.org",
    levels: [
      { id: "kelurahan", label: t(["Kelurahan", "Urban village"]) },
      { id: "kecamatan", label: t(["Kecamatan", "District"]) },
    ],
  },
  layers,
};
const style = (origin) => ({
  version: 8,
  name: "siang",
  sources: Object.fromEntries(
    Object.keys(vt).map((id) => [
      id,
      {
        type: "vector",
        tiles: [`${origin}/tiles/${id}/{z}/{x}/{y}`],
        minzoom: 9,
        maxzoom: 16,
        bounds: B,
      },
    ]),
  ),
  layers: [
    { id: "bg", type: "background", paint: { "background-color": "#eef2f1" } },
    {
      id: "kel-fill",
      type: "fill",
      source: "kelurahan",
      "source-layer": "kelurahan",
      metadata: { "wareng:layer": "kelurahan" },
      paint: { "fill-color": "#fbfbf8" },
    },
    ...Object.keys(hz).map((id) => ({
      id: `${id}-fill`,
      type: "fill",
      source: id,
      "source-layer": id,
      metadata: { "wareng:layer": id },
      paint: {
        "fill-opacity": 0.75,
        "fill-color": [
          "match",
          ["get", "class"],
          ...layers.find((l) => l.id === id).classes.flatMap((c) => [c.id, c.color]),
          "#888",
        ],
      },
    })),
    {
      id: "kel-line",
      type: "line",
      source: "kelurahan",
      "source-layer": "kelurahan",
      metadata: { "wareng:layer": "kelurahan" },
      paint: { "line-color": "#6b7a83", "line-width": 0.7 },
    },
    {
      id: "kel-name",
      type: "symbol",
      minzoom: 12,
      source: "kelurahan",
      "source-layer": "kelurahan",
      metadata: { "wareng:layer": "kelurahan" },
      layout: {
        "text-field": ["get", "nama"],
        "text-font": ["Noto Sans Regular"],
        "text-size": 12,
      },
      paint: { "text-color": "#33424b", "text-halo-color": "#fff", "text-halo-width": 1.4 },
    },
  ],
});
const inRing = (r, x, y) => {
  let c = false;
  for (let i = 0, j = r.length - 1; i < r.length; j = i++) {
    const [xi, yi] = r[i],
      [xj, yj] = r[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) c = !c;
  }
  return c;
};
const covers = (f, x, y) => {
  const ps = f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates;
  return ps.some((p) => inRing(p[0], x, y) && !p.slice(1).some((h) => inRing(h, x, y)));
};
const at = (lon, lat, lang) => {
  const k = lang === "en" ? 1 : 0;
  const u = kel.features.find((f) => covers(f, lon, lat));
  const findings = Object.keys(hz).map((id) => {
    const l = layers.find((x) => x.id === id);
    const f = hz[id].find((x) => covers(x, lon, lat));
    const b = { layer: id, kind: "hazard", title: l.title[lang] };
    if (f) {
      const c = l.classes.find((x) => x.id === f.properties.class);
      const i = l.classes.indexOf(c);
      const w = l.classes[i + 1];
      return {
        ...b,
        status: "mapped",
        class: c.id,
        label: c.label[lang],
        meaning: c.meaning[lang],
        advice: c.advice[lang],
        color: c.color,
        also: i ? [{ class: "rendah", label: L.rendah[k] }] : [],
        border_m: 12.4,
        ...(w ? { worse: { class: w.id, label: w.label[lang], distance_m: 35.1 } } : {}),
        edge: i === 1 ? "near" : "clear",
      };
    }
    if (id === "rob") return { ...b, status: "unmapped" };
    return {
      ...b,
      status: "none",
      border_m: 412.7,
      worse: { class: "rendah", label: L.rendah[k], distance_m: 412.7 },
      edge: "clear",
    };
  });
  return {
    snapshot: "b3:1",
    place: { lon, lat },
    notice: notice[k],
    units: u
      ? [
          {
            level: "kelurahan",
            status: "inside",
            code: u.properties.kode,
            name: u.properties.nama,
            border_m: 84.2,
            also: [],
          },
          {
            level: "kecamatan",
            status: "inside",
            code: u.properties.kode.slice(0, 8),
            name: "Semarang Tengah",
            border_m: 1320.5,
            also: [],
          },
        ]
      : [
          {
            level: "kelurahan",
            status: "gap",
            nearest: { code: "33.74.01.1001", name: "Miroto", distance_m: 12.2 },
          },
          { level: "kecamatan", status: "outside" },
        ],
    findings,
    zones: [],
    population: u
      ? {
          level: "kelurahan",
          code: u.properties.kode,
          name: u.properties.nama,
          people: 8123,
          layer: "penduduk",
          sums: { laki_laki: 4000 },
        }
      : null,
    sources: Object.fromEntries(
      [...Object.keys(hz), "kelurahan", "penduduk"].map((id) => [
        id,
        { version: "b3:aa", ...layers.find((x) => x.id === id).provenance },
      ]),
    ),
  };
};
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const dist = new URL("../dist/", import.meta.url).pathname;
createServer((req, res) => {
  const url = new URL(req.url, `http://${req.headers.host}`);
  const send = (s, type, body) => {
    res.writeHead(s, {
      "content-type": type,
      "content-security-policy":
        "default-src 'self'; script-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'",
      "referrer-policy": "no-referrer",
    });
    res.end(body);
  };
  const json = (o, s = 200, type = "application/json") => send(s, type, JSON.stringify(o));
  if (url.pathname === "/v1/layers") return json(catalog);
  if (url.pathname === "/v1/at")
    return json(
      at(
        +url.searchParams.get("lon"),
        +url.searchParams.get("lat"),
        url.searchParams.get("lang") ?? "id",
      ),
    );
  if (url.pathname === "/styles/siang") return json(style(url.origin));
  const m = url.pathname.match(/^\/tiles\/([\w,-]+)\/(\d+)\/(\d+)\/(\d+)$/);
  if (m) {
    const tile = vt[m[1]]?.getTile(+m[2], +m[3], +m[4]);
    if (!tile?.features.length) {
      res.writeHead(204);
      return res.end();
    }
    return send(
      200,
      "application/vnd.mapbox-vector-tile",
      Buffer.from(vtpbf.fromGeojsonVt({ [m[1]]: tile }, { version: 2, extent: 4096 })),
    );
  }
  const file = join(dist, url.pathname === "/" ? "index.html" : url.pathname);
  if (existsSync(file))
    return send(200, types[extname(file)] ?? "application/octet-stream", readFileSync(file));
  json(
    { type: "about:blank", title: "Tidak ada", status: 404, detail: url.pathname },
    404,
    "application/problem+json",
  );
}).listen(+(process.env.PORT ?? 8099), "127.0.0.1", () => console.log("mock ready"));
