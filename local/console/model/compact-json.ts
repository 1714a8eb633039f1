const inline = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${inline(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
};

/**
 * Formats JSON on few lines: a value that fits within the width is on one line, any other value has one entry per line.
 */
export const compactJson = (value: unknown, width: number, indent = 0, before = 0): string => {
  const whole = inline(value);
  if (value === null || typeof value !== 'object' || indent + before + whole.length <= width) return whole;
  const inner = indent + 2;
  const lines = Array.isArray(value)
    ? value.map((entry) => compactJson(entry, width, inner))
    : Object.entries(value).map(([key, member]) => {
        const name = `${JSON.stringify(key)}: `;
        return `${name}${compactJson(member, width, inner, name.length)}`;
      });
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.map((line) => `${' '.repeat(inner)}${line}`).join(',\n')}\n${' '.repeat(indent)}${close}`;
};
