// The pattern of places that were not mapped, for styles that name it.

export const HATCH = "belum-dipetakan";

const SIZE = 16;
const DASH = 2;

/** Thin grey diagonals: where several layers are not mapped their lines coincide and darken. */
export function hatchImage(): ImageData {
  const image = new ImageData(SIZE, SIZE);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const alpha = (x + y) % SIZE < DASH ? 120 : 0;
      image.data.set([90, 98, 106, alpha], (y * SIZE + x) * 4);
    }
  }
  return image;
}
