/** The emoji names that work messages use. Other names stay unchanged. */
const EMOJI: Readonly<Record<string, string>> = {
  alarm_clock: '⏰',
  arrow_right: '➡️',
  bell: '🔔',
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  key: '🔑',
  large_green_circle: '🟢',
  large_red_circle: '🔴',
  large_yellow_circle: '🟡',
  lock: '🔒',
  closed_lock_with_key: '🔐',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  rotating_light: '🚨',
  unlock: '🔓',
  warning: '⚠️',
  wave: '👋',
  x: '❌',
};

/** Replaces the names of known emoji in a text. */
export const withEmoji = (text: string): string =>
  text.replace(/:([a-z0-9_+-]+):/g, (written, name: string) =>
    Object.hasOwn(EMOJI, name) ? (EMOJI[name] ?? written) : written,
  );
