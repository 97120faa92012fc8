// Answers as pages of text, where the network is gone: as they were seen, and said to be so; or
// the page with the map, which may know more of the same place.

import { keptDate } from "../../kept";
import { moment } from "../../moment";
import { formatHash, parseHash } from "../../state";

/** What the server hides in each page, for when it was kept. */
const HIDDEN = /(<aside class="warning" id="kept") hidden="hidden">([^<]*)\{when\}/;

/** The page, with the time at which it was kept. */
export async function saidToBeKept(page: Response): Promise<Response> {
  const { headers, status } = page;
  const since = keptDate(headers);
  const html = await page.text();
  const lang = headers.get("content-language") === "en" ? "en" : "id";
  const said = since ? html.replace(HIDDEN, `$1>$2${moment(since, lang)}`) : html;
  return new Response(said, { status, headers });
}

/** Where the page with the map answers about the same place. */
export function onTheMap(url: string): Response {
  const { origin, pathname, searchParams } = new URL(url);
  const at = `${searchParams.get("lon")},${searchParams.get("lat")}`;
  const wanted = new URLSearchParams({
    lang: searchParams.get("lang") ?? "",
    who: pathname === "/sekolah" ? "parent" : "",
    at,
    view: `${at},16`,
  });
  return Response.redirect(`${origin}/${formatHash(parseHash(`${wanted}`))}`);
}
