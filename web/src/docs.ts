// The API, readable: Swagger UI over our own /openapi.json.

import "swagger-ui-dist/swagger-ui.css";
import "./styles/tokens.css";
import "./styles/docs.css";
import SwaggerUI, { type System } from "swagger-ui-dist/swagger-ui-es-bundle.js";
import { getCatalog } from "./api";
import { el } from "./dom";

/** Mends what keeps a screen reader out of Swagger UI. */
const accessible = {
  wrapComponents: {
    // A link inside of a button: the button alone opens the operation.
    DeepLink:
      (_: unknown, { React }: System) =>
      ({ text }: { text: unknown }) =>
        React.createElement("span", null, text),
    // A choice without a label, and without a choice: there is one server, this one.
    ServersContainer: () => () => null,
  },
};

/** The same for what Swagger UI draws without a component that could be wrapped. */
function mend(root: Element): void {
  for (const code of root.querySelectorAll("pre:not([tabindex])")) {
    code.setAttribute("tabindex", "0"); // it scrolls, so the keyboard has to reach it
  }
  for (const row of root.querySelectorAll<HTMLElement>("tr[data-param-name]")) {
    for (const field of row.querySelectorAll(":is(input, select):not([aria-label])")) {
      field.setAttribute("aria-label", row.dataset.paramName ?? "");
    }
  }
}

const root = document.querySelector("#docs");
if (root) new MutationObserver(() => mend(root)).observe(root, { childList: true, subtree: true });

SwaggerUI({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  // Its colours are too pale to read.
  syntaxHighlight: { activated: false },
  // Nobody outside is asked whether our description is valid.
  validatorUrl: null,
  plugins: [accessible],
  onComplete: () => {
    document.body.dataset.state = "ready";
  },
});

/** What the city says of its data, in both languages like the rest of this page. */
getCatalog("en").then(
  ({ city: { notice } }) => {
    const root = document.querySelector<HTMLElement>("#notice");
    if (!root || !notice) return;
    root.replaceChildren(el("p", { lang: "en" }, notice.en), el("p", { lang: "id" }, notice.id));
    root.hidden = false;
  },
  () => {}, // The description below is the same without it.
);
