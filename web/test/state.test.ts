import { describe, expect, test } from "vitest";
import {
  formatHash,
  hiddenLayers,
  parseHash,
  roundPlace,
  START,
  type State,
  startLang,
  withLayer,
  withLayerOpacity,
} from "../src/state";

describe("the hash", () => {
  test.each<[string, State]>([
    ["is empty at the start", START],
    ["carries a place", { ...START, at: { lon: 110.42, lat: -6.98765 } }],
    ["carries the language", { ...START, lang: "en" }],
    ["carries hidden layers", { ...START, hide: ["banjir", "rob"] }],
    ["carries shown layers", { ...START, show: ["zona-sd"] }],
    ["carries for whom it is", { ...START, who: "responder" }],
    ["carries what is one's own", { ...START, own: { school: "20300001", q: "gg. A & B, 5%" } }],
    ["carries how opaque layers are", { ...START, opacity: { "jalan-lokal": 99, rob: 20 } }],
    ["carries the map", { ...START, map: "sekolah" }],
    ["carries the night", { ...START, night: true }],
    ["carries the day, which is not to go with the system", { ...START, night: false }],
    ["carries the view", { ...START, view: { lon: 110.42, lat: -7, zoom: 11.25 } }],
    [
      "carries all of it",
      {
        lang: "en",
        who: "parent",
        map: "sekolah",
        night: true,
        at: { lon: 110.1, lat: -7.2 },
        hide: ["jalan_kota"],
        show: ["zona-sd"],
        opacity: { banjir: 40, rob: 70 },
        view: { lon: 110, lat: -7, zoom: 9 },
        own: { level: "SD" },
      },
    ],
  ])("%s and comes back the same", (_, state) => {
    expect(parseHash(formatHash(state))).toEqual(state);
  });

  test("of the start state is nothing at all", () => {
    expect(formatHash(START)).toBe("");
    expect(parseHash("")).toEqual(START);
    expect(parseHash("#")).toEqual(START);
  });

  test.each([
    ["a language that is not spoken", "#lang=fr"],
    ["a place with one number", "#at=110.4"],
    ["a place with three numbers", "#at=110.4,-7,3"],
    ["a place of words", "#at=semarang,kota"],
    ["a place with an empty number", "#at=,-7"],
    ["a place off the globe", "#at=-7,110.4"],
    ["a place at infinity", "#at=Infinity,0"],
    ["a view without its zoom", "#view=110,-7"],
    ["a view too near", "#view=110,-7,99"],
    ["a layer id that is none", "#hide=<b>,A B"],
    ["an opacity without a layer", "#opacity=50,:50"],
    ["an opacity that is no number", "#opacity=banjir:half,rob:,rob"],
    ["an opacity that hides", "#opacity=banjir:0,rob:19"],
    ["an opacity that is full, or more", "#opacity=banjir:100,rob:400"],
    ["an opacity between whole numbers", "#opacity=banjir:50.5"],
    ["a map that is none", "#map=cuaca"],
    ["a map of another case", "#map=Sekolah"],
    ["a night that is neither on nor off", "#night=yes"],
    ["an empty night", "#night="],
    ["somebody whom it is not for", "#who=king"],
    ["what is no word of a link", "#Other=1&&&="],
  ])("leaves out %s", (_, hash) => {
    expect(parseHash(hash)).toEqual(START);
  });

  test("names the language wherever the page would start in another", () => {
    expect(formatHash({ ...START, lang: "id" }, "en")).toBe("#lang=id");
    expect(formatHash({ ...START, lang: "en" }, "en")).toBe("");
    expect(parseHash("", "en").lang).toBe("en");
    expect(parseHash("#lang=id", "en").lang).toBe("id");
    expect(parseHash("#lang=fr", "en").lang).toBe("en");
  });

  test("keeps places to the decimetre and not beyond", () => {
    expect(formatHash({ ...START, at: { lon: 110.123456789, lat: -7.00000004 } })).toBe(
      "#at=110.123457,-7",
    );
    expect(roundPlace({ lon: 110.123456789, lat: -6.9876543 })).toEqual({
      lon: 110.123457,
      lat: -6.987654,
    });
  });

  test("sorts hidden layers and names each once", () => {
    expect(parseHash("#hide=rob,banjir,rob,").hide).toEqual(["banjir", "rob"]);
  });
});

test.each([
  [[], "id"],
  [["id-ID", "id", "en-US", "en"], "id"],
  [["en-US", "en", "id"], "id"],
  [["in"], "id"],
  [["jv", "en"], "id"],
  [["en-GB"], "en"],
  [["EN_us"], "en"],
  [["nl", "en"], "en"],
  [["nl"], "id"],
])("a browser that asks for %j starts in %s", (wanted, lang) => {
  expect(startLang(wanted)).toBe(lang);
});

describe("a switch", () => {
  const off = ["zona"];
  const none = { hide: [], show: [] };

  test.each([
    ["off, of a layer that the style shows", none, "banjir", false, ["banjir", "zona"]],
    ["on, of a layer that the style leaves off", none, "zona", true, []],
    ["on again", { hide: ["banjir"], show: [] }, "banjir", true, ["zona"]],
    ["off again", { hide: [], show: ["zona"] }, "zona", false, ["zona"]],
    ["off twice", { hide: ["banjir"], show: [] }, "banjir", false, ["banjir", "zona"]],
  ])("%s", (_, choice, id, shown, hidden) => {
    const after = withLayer(choice, off, id, shown);
    expect(hiddenLayers(after, off)).toEqual(hidden);
    // A link says only what differs from the style.
    expect(after.hide.some((one) => off.includes(one))).toBe(false);
    expect(after.show.every((one) => off.includes(one))).toBe(true);
  });
});

test("a layer that is made fully opaque again leaves the link", () => {
  const faint = withLayerOpacity({ opacity: { rob: 30 } }, "banjir", 60);
  expect(faint).toEqual({ opacity: { banjir: 60, rob: 30 } });
  expect(withLayerOpacity(faint, "banjir", 100)).toEqual({ opacity: { rob: 30 } });
});
