const HUES = [12, 35, 85, 150, 190, 220, 265, 320];

const hueOf = (id: string): number =>
  HUES[[...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % HUES.length] ?? 0;

/** A user's avatar: their initials on a color derived from their id. */
export const Avatar = ({ id, name, size = 36 }: { id: string; name: string; size?: number }) => (
  <span
    className="avatar"
    aria-hidden="true"
    style={{ '--hue': hueOf(id), '--size': `${size}px` } as React.CSSProperties}
  >
    {name
      .split(/[\s_]+/)
      .slice(0, 2)
      .map((word) => word.charAt(0).toUpperCase())
      .join('')}
  </span>
);

/** The avatar of the bot. */
export const BotAvatar = ({ size = 36 }: { size?: number }) => (
  <img className="avatar" src="/console/icon.svg" alt="" width={size} height={size} />
);
