// What colour-blind people see of a colour.

/**
 * Simulation for linear RGB at full severity: Machado, Oliveira and Fernandes, "A
 * Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), table 1.
 */
export const SIGHTS = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE lightness, 0 to 100, of `#rrggbb` as somebody with this sight sees it. */
export function lightness(color, sight) {
  const rgb = [1, 3, 5].map((at) => linear(Number.parseInt(color.slice(at, at + 2), 16) / 255));
  const seen = sight.map((row) => clamp(row.reduce((sum, part, i) => sum + part * rgb[i], 0)));
  const luminance = 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2];
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

function linear(value) {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function clamp(value) {
  return Math.min(1, Math.max(0, value));
}
