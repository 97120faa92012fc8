// A network that is slow, and a server that has no time.

/** Holds back what is asked for at these addresses until the function is called that it gives. */
export async function hold(page, addresses) {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(addresses, async (route) => {
    await held;
    // What the page has called off meanwhile goes nowhere.
    await route.continue().catch(() => {});
  });
  return release;
}

/** Answers with a problem in the server's place, this many times at most. */
export async function refuse(page, addresses, { status, times = 1, after_s, detail = "" }) {
  await page.route(
    addresses,
    (route) =>
      route.fulfill({
        status,
        contentType: "application/problem+json",
        headers: after_s === undefined ? {} : { "retry-after": `${after_s}` },
        body: JSON.stringify({ type: "/problems/test", title: "Masalah", status, detail }),
      }),
    { times },
  );
}
