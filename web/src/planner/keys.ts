// Small controls of the planner's page.

import { el } from "../dom";

interface KeyLook {
  focus: string;
  look?: string;
  pressed?: boolean;
  disabled?: boolean;
}

/**
 * `focus` names what takes the focus again where it is drawn anew. A key that is pressed by
 * keyboard is told so.
 */
export function key(
  label: string,
  { focus, look = "key", pressed, disabled }: KeyLook,
  onClick: (byKeyboard: boolean) => void,
): HTMLButtonElement {
  const button = el(
    "button",
    {
      type: "button",
      class: look,
      "data-focus": focus,
      "aria-pressed": pressed?.toString(),
      disabled,
    },
    label,
  );
  button.addEventListener("click", ({ detail }) => onClick(detail === 0));
  return button;
}

/** A choice with its label above. */
export function select(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  { chosen, focus }: { chosen: string; focus: string },
  onChoose: (value: string) => void,
): HTMLElement {
  const box = el(
    "select",
    { "data-focus": focus, id: `planner-${focus}` },
    ...options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)),
  );
  box.addEventListener("change", () => onChoose(box.value));
  return el("label", { class: "field", for: `planner-${focus}` }, el("span", {}, label), box);
}

/** Fills it anew; what had the focus has it again, and what was unfolded stays so. */
export function refill(root: HTMLElement, children: (HTMLElement | null)[]): void {
  const focused = root.contains(document.activeElement)
    ? document.activeElement?.getAttribute("data-focus")
    : null;
  const open = [...root.querySelectorAll<HTMLElement>("details[open]")].map(foldOf);
  root.replaceChildren(...children.filter((one) => one !== null));
  for (const one of root.querySelectorAll("details")) one.open = open.includes(foldOf(one));
  if (focused) root.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

function foldOf({ dataset }: HTMLElement): string | undefined {
  return dataset.fold;
}
