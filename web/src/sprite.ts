// The images of a style, cut out of its sheet for the legend.

import type { StyleSpecification } from "maplibre-gl";
import { getSpriteIndex } from "./api";
import { el } from "./dom";

/** Where an image stands on the sheet. Units: pixels of the sheet. */
export interface SpriteImage {
  x: number;
  y: number;
  width: number;
  height: number;
  pixelRatio: number;
}

/** Units: pixels of the page. */
export interface Size {
  width: number;
  height: number;
}

export interface Sprite {
  url: string;
  width: number;
  height: number;
  images: Record<string, SpriteImage>;
}

/** The address of a style's sprite without its ending. */
export function spriteOf({ sprite }: StyleSpecification): string | null {
  if (typeof sprite === "string") return sprite;
  return sprite?.find((one) => one.id === "default")?.url ?? null;
}

export async function loadSprite(base: string): Promise<Sprite> {
  const url = `${base}@2x.png`;
  const sheet = new Image();
  sheet.src = url;
  const [images] = await Promise.all([getSpriteIndex(`${base}@2x.json`), sheet.decode()]);
  return { url, width: sheet.naturalWidth, height: sheet.naturalHeight, images };
}

/** How the sheet lies behind an image, in pixels of the page. */
export function crop(sprite: Sprite, { x, y, width, height, pixelRatio }: SpriteImage) {
  const px = (value: number) => `${value / (pixelRatio || 1)}px`;
  return {
    width: px(width),
    height: px(height),
    backgroundSize: `${px(sprite.width)} ${px(sprite.height)}`,
    backgroundPosition: `${px(-x)} ${px(-y)}`,
  };
}

/** An image of the map, decoration only; an empty one of its size until the sheet has come. */
export function spriteIcon(sprite: Sprite | undefined, name: string): HTMLElement {
  const element = el("span", { class: "sprite-icon", "aria-hidden": "true" });
  const image = imageOf(sprite, name);
  if (sprite && image) show(element, sprite, image);
  return element;
}

/** An image of the map over and over, as it fills an area; none until the sheet has come. */
export function spritePattern(
  sprite: Sprite | undefined,
  name: string,
  cover: Size,
): HTMLElement | null {
  const image = imageOf(sprite, name);
  if (!sprite || !image) return null;
  const { columns, rows } = repeats(image, cover);
  const tiles = Array.from({ length: columns * rows }, () => el("span"));
  for (const tile of tiles) show(tile, sprite, image);
  const pattern = el("span", { class: "pattern", "aria-hidden": "true" }, ...tiles);
  pattern.style.gridTemplateColumns = `repeat(${columns}, auto)`;
  return pattern;
}

/** How many of an image cover a size. */
export function repeats({ width, height, pixelRatio }: SpriteImage, cover: Size) {
  const times = (size: number, pixels: number) => Math.ceil((size * (pixelRatio || 1)) / pixels);
  return { columns: times(cover.width, width), rows: times(cover.height, height) };
}

function imageOf(sprite: Sprite | undefined, name: string): SpriteImage | undefined {
  return sprite && Object.hasOwn(sprite.images, name) ? sprite.images[name] : undefined;
}

function show(element: HTMLElement, sprite: Sprite, image: SpriteImage): void {
  Object.assign(element.style, crop(sprite, image));
  element.style.backgroundImage = `url(${JSON.stringify(new URL(sprite.url, location.href).href)})`;
}
