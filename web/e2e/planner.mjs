// What the planner's page tells, and what the server says of the same.

import { readFile } from "node:fs/promises";
import { getJson, serverUrl } from "./browser.mjs";

export const { city } = await getJson("/v1/layers");
export const level = city.levels[0].id;

/** What the server says of all units of the first level. */
export const exposure = await getJson(`/v1/exposure?by=${level}&lang=id`);

export const answered = (page) => page.locator("#card[data-state=answer] .figures-table").waitFor();

export const polygon = (ring) => ({ type: "Polygon", coordinates: [[...ring, ring[0]]] });

export async function post(body, lang = "id") {
  const response = await fetch(`${serverUrl()}/v1/exposure?lang=${lang}`, {
    method: "POST",
    headers: { "content-type": "application/geo+json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

export const digits = (text) => Number(text.replace(/\D/g, ""));

/** The first column of figures: people, class by class, hazard by hazard. */
export async function peopleInTable(page) {
  const cells = page.locator("tbody[data-hazard] tr[data-class] td:nth-child(2)");
  return (await cells.allTextContents()).map(digits);
}

export const peopleIn = ({ hazards }) =>
  Object.values(hazards).flatMap((rows) => rows.map((row) => row.people));

export async function downloaded(page, focus) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(`[data-focus="${focus}"]`).click(),
  ]);
  return readFile(await download.path(), "utf8");
}
