import { decode } from 'fast-png';
import gifenc from 'gifenc';
import type { Frame } from './stage.ts';

/** The last color of the palette marks pixels that did not change since the previous frame. */
const COLORS = 255;
/** Backgrounds and borders keep their exact color. The edges of letters share the other colors. */
const EXACT_COLORS = 60;
const SAMPLED_FRAMES = 8;

interface Image {
  readonly width: number;
  readonly height: number;
  /** Four bytes per pixel. */
  readonly rgba: Uint8Array;
  readonly forMs: number;
}

const imageOf = ({ png, forMs }: Frame): Image => {
  const { width, height, channels, data } = decode(png);
  if (channels === 4) return { width, height, rgba: new Uint8Array(data), forMs };
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) rgba[pixel * 4 + channel] = data[pixel * channels + channel] ?? 0;
  }
  return { width, height, rgba, forMs };
};

/** The pixels of an image, one number each. */
const pixelsOf = (rgba: Uint8Array): Uint32Array => new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);

const channelsOf = (pixel: number): readonly number[] => [pixel & 0xff, (pixel >> 8) & 0xff, (pixel >> 16) & 0xff];

/** One palette for all frames, so that colors do not flicker. It is made from frames that are spread over the recording. */
const paletteOf = (images: readonly Image[]) => {
  const every = Math.max(1, Math.floor(images.length / SAMPLED_FRAMES));
  const sampled = Buffer.concat(images.filter((_, index) => index % every === 0).map(({ rgba }) => rgba));
  const counts = new Map<number, number>();
  for (const pixel of pixelsOf(sampled)) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const frequent = [...counts].toSorted(([, one], [, other]) => other - one).slice(0, EXACT_COLORS);
  return [...frequent.map(([pixel]) => channelsOf(pixel)), ...gifenc.quantize(sampled, COLORS - EXACT_COLORS)];
};

/** Finds the closest color of a palette, and remembers the answer. */
const closestIn = (palette: ReturnType<typeof paletteOf>) => {
  const known = new Map<number, number>();
  return (pixel: number): number => {
    const index = known.get(pixel) ?? gifenc.nearestColorIndex(palette, channelsOf(pixel));
    known.set(pixel, index);
    return index;
  };
};

/** Merges frames that show the same image, and adds their times. */
const withoutRepeats = (images: readonly Image[]): readonly Image[] => {
  const kept: Image[] = [];
  for (const image of images) {
    const last = kept.at(-1);
    if (last !== undefined && Buffer.compare(last.rgba, image.rgba) === 0) {
      kept.splice(-1, 1, { ...last, forMs: last.forMs + image.forMs });
    } else kept.push(image);
  }
  return kept;
};

/** Encodes the frames as an animated GIF that repeats forever. */
export const encodeGif = (frames: readonly Frame[]): Uint8Array => {
  const images = withoutRepeats(frames.map(imageOf));
  const palette = paletteOf(images);
  const closest = closestIn(palette);
  const gif = gifenc.GIFEncoder();
  let before: Uint32Array | undefined;
  for (const { width, height, rgba, forMs } of images) {
    const pixels = pixelsOf(rgba);
    const indexes = Uint8Array.from(pixels, (pixel, at) => (before?.[at] === pixel ? COLORS : closest(pixel)));
    gif.writeFrame(indexes, width, height, {
      ...(before === undefined ? { palette: [...palette, [0, 0, 0]] } : {}),
      delay: forMs,
      transparent: before !== undefined,
      transparentIndex: COLORS,
      dispose: 1,
    });
    before = pixels;
  }
  gif.finish();
  return gif.bytes();
};
