import { describe, expect, test } from "vitest";
import { plusCode } from "../src/responder/plus-code";
import { readings } from "../src/responder/position";
import { utmOf } from "../src/responder/utm";

// What PROJ says: `gdaltransform -s_srs '+proj=longlat +datum=WGS84' -t_srs EPSG:32749`, and
// the EPSG codes of the other zones.
test.each([
  [110.42, -6.97, 49, "south", 435933.252, 9229528.177],
  [110.3507234, -7.0581256, 49, "south", 428294.145, 9219775.618],
  [110.5000001, -6.93, 49, "south", 444765.623, 9233960.301],
  [109.9, -7.4, 49, "south", 378603.012, 9181882.036],
  [110.9, -6.6, 49, "south", 488945.754, 9270468.27],
  [111, 0, 49, "north", 500000, 0],
  [108.0001, -7, 49, "south", 168509.984, 9225192.811],
  [140.7, -2.55, 54, "south", 466650.193, 9718142.63],
  [-77.0365, 38.8977, 18, "north", 323394.296, 4307395.634],
  [2.2945, 48.8583, 31, "north", 448251.898, 5411943.794],
  [5.3221, 60.3913, 32, "north", 297353.933, 6700648.345],
  [15.6267, 78.2232, 33, "north", 514278.715, 8683355.469],
])("%d, %d is in UTM zone %d %s to a centimetre", (lon, lat, zone, hemisphere, east, north) => {
  const utm = utmOf({ lon, lat });
  expect(utm).toMatchObject({ zone, hemisphere });
  expect(utm?.easting).toBeCloseTo(east, 2);
  expect(utm?.northing).toBeCloseTo(north, 2);
});

test("the poles have no UTM", () => {
  expect(utmOf({ lon: 0, lat: 84.1 })).toBeNull();
  expect(utmOf({ lon: 0, lat: -80.1 })).toBeNull();
});

// From test_data/encoding.csv of Open Location Code, cut to ten digits.
test.each([
  [20.3700625, 2.7821875, "7FG49QCJ+2V"],
  [20.3701125, 2.782234375, "7FG49QCJ+2V"],
  [47.0000625, 8.0000625, "8FVC2222+22"],
  [-41.2730625, 174.7859375, "4VCPPQGP+Q9"],
  [-89.9999375, -179.9999375, "22222222+22"],
  [90, 1, "CFX3X2X2+X2"],
  [20.3701135, 362.78223535156, "7FG49QCJ+2V"],
  [-41.2730625, 1254.7859375, "4VCPPQGP+Q9"],
  [47.0000625, -711.9999375, "8FVC2222+22"],
  [1.2, 3.4, "6FH56C22+22"],
  [35.6, 3.033, "8F75J22M+26"],
  [-2.804, 7.003, "6F9952W3+C6"],
  [13.9, 164.88, "7V56WV2J+22"],
  [-52.166, 13.694, "3FVMRMMV+JJ"],
  [70.3, -87.64, "C62J8926+22"],
  [-37.014, -159.936, "43J2X3P7+CJ"],
  [-6.2, 96.6, "6M5RRJ22+22"],
  [-18.32, 96.397, "5MHRM9JW+2R"],
  [50.342, -112.534, "95298FR8+RC"],
  [80.0100000001, 58.57, "CHGW2H6C+22"],
  [80.0099999999, 58.57, "CHGW2H5C+X2"],
  [-80.0099999999, 58.57, "2HFWXHRC+22"],
  [-80.0100000001, 58.57, "2HFWXHQC+X2"],
  [38.1176000887231, 165.441989844555, "8VC74C9R+2Q"],
  [-28.1217794010122, -154.066811473758, "5337VWHM+77"],
])("%d, %d is %s", (lat, lon, code) => {
  expect(plusCode({ lon, lat })).toBe(code);
});

describe("a place as it is read out", () => {
  const place = { lon: 110.42, lat: -6.97 };
  const read = (lang: "id" | "en", at = place) =>
    Object.fromEntries(readings(at, lang).map(({ form, groups }) => [form, groups]));

  test("is grouped, in the words of the language", () => {
    expect(read("id")).toEqual({
      decimal: ["6,97000° LS", "110,42000° BT"],
      dms: ["6° 58′ 12″ LS", "110° 25′ 12″ BT"],
      utm: ["Zona 49 selatan", "435\u00a0933 mT", "9\u00a0229\u00a0528 mU"],
      plus: ["6P5G", "2CJC+22"],
    });
    expect(read("en").utm).toEqual(["Zone 49 south", "435\u00a0933 mE", "9\u00a0229\u00a0528 mN"]);
  });

  test("carries seconds over to minutes and degrees", () => {
    expect(read("en", { lon: 110.999999, lat: 6.0333 }).dms).toEqual([
      "6° 1′ 59.9″ N",
      "111° 0′ 0″ E",
    ]);
  });

  test("is copied as programs take it", () => {
    const copied = Object.fromEntries(readings(place, "id").map((one) => [one.form, one.copied]));
    expect(copied.decimal).toBe("-6.970000, 110.420000");
    expect(copied.utm).toBe("UTM Zona 49 selatan 435933 9229528");
    expect(copied.plus).toBe("6P5G2CJC+22");
  });

  test("has no UTM at a pole", () => {
    expect(readings({ lon: 0, lat: 89 }, "id").map((one) => one.form)).not.toContain("utm");
  });
});
