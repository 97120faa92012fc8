// Corners without a pointer: one is chosen, and goes to the centre of the map.

import type { Stage } from "../stage";
import type { Place } from "../state";
import { type Handle, handlesOf, moved, without } from "./corners";
import { type Corner, cornersOf, type Shape } from "./shape";

export class CornerKeys {
  /** The chosen corner, among all of a shape. */
  index = 0;

  constructor(private readonly onEdit: (shape: Shape) => void) {}

  /** Chooses a corner, and brings it to the centre. */
  goTo(index: number, shape: Shape | null, { map }: Stage): void {
    this.index = index;
    const at = this.#chosen(shape)?.at;
    if (at) map?.jumpTo({ center: [...at] });
  }

  /** Chooses the corner that is nearest to a place. */
  goNear([lon, lat]: Corner, shape: Shape, stage: Stage): void {
    const far = cornersOf(shape).map(([x, y]) => Math.hypot(x - lon, y - lat));
    this.goTo(far.indexOf(Math.min(...far)), shape, stage);
  }

  move(shape: Shape | null, { lon, lat }: Place): void {
    const handle = this.#chosen(shape);
    if (shape && handle) this.onEdit(moved(shape, handle, [lon, lat]));
  }

  moveToCenter(shape: Shape | null, { map }: Stage): void {
    if (!map) return;
    const { lng, lat } = map.getCenter();
    this.move(shape, { lon: lng, lat });
  }

  drop(shape: Shape | null): void {
    const handle = this.#chosen(shape);
    this.index = 0;
    if (shape && handle) this.onEdit(without(shape, handle.spot));
  }

  #chosen(shape: Shape | null): Handle | undefined {
    return handlesOf(shape ?? []).filter(({ between }) => !between)[this.index];
  }
}
