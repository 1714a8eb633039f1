import { reportText } from '../../functions/core/text/cli/report.ts';
import { escaped, minuteOf } from './html.ts';
import type { ReportRow } from './rows.ts';

const { page: TEXT } = reportText;

interface Indexed {
  readonly row: ReportRow;
  readonly index: number;
}

interface Placed extends Indexed {
  /** The line within the lane, for overlapping periods. */
  readonly level: number;
}

/** Puts overlapping periods into separate lines, each in the first free one. */
const stacked = (bars: readonly Indexed[]): readonly Placed[] => {
  const ends: number[] = [];
  return bars
    .toSorted((a, b) => a.row.from.getTime() - b.row.from.getTime())
    .map((one) => {
      const free = ends.findIndex((end) => end <= one.row.from.getTime());
      const level = free < 0 ? ends.length : free;
      ends[level] = one.row.until.getTime();
      return { ...one, level };
    });
};

const LEVEL_REM = 1.5;

const bar = ({ row, index, level }: Placed): string => {
  const { userName, role, from, until, ended, emergency, verdict, reason } = row;
  const how = emergency ? `${ended}, ${TEXT.emergency}, ${verdict}` : ended;
  const text = escaped(`${userName}, ${role}, ${minuteOf(from)} to ${minuteOf(until)} UTC, ${how}: ${reason}`);
  const kinds = ['bar', ended.replaceAll(' ', '-'), ...(emergency ? ['emergency'] : [])].map(escaped).join(' ');
  const times = `data-from="${from.getTime()}" data-until="${until.getTime()}"`;
  const top = (level * LEVEL_REM + 0.25).toFixed(2);
  return `<a class="${kinds}" data-row="${index}" ${times} href="#row-${index}" style="top:${top}rem" title="${text}"><span class="bar-name">${escaped(userName)}</span><span class="unseen">${text}</span></a>`;
};

const lane = (role: string, indexed: readonly Indexed[]): string => {
  const bars = stacked(indexed.filter(({ row }) => row.role === role));
  const height = (Math.max(...bars.map(({ level }) => level)) + 1) * LEVEL_REM + 0.25;
  return `<div class="lane" data-lane="${escaped(role)}"><div class="lane-name" title="${escaped(role)}">${escaped(role)}</div><div class="lane-bars" style="height:${height.toFixed(2)}rem">${bars.map(bar).join('')}</div></div>`;
};

const tool = (id: string, sign: string, label: string): string =>
  `<button type="button" id="${id}" aria-label="${label}" title="${label}">${sign}</button>`;

const key = (kind: string, text: string): string =>
  `<span class="legend-entry"><span class="key ${kind}"></span>${text}</span>`;

/** One lane per role. The script of the page places the bars, so that the view can be zoomed. */
export const timeline = (rows: readonly ReportRow[]): string => {
  const indexed = rows.map((row, index) => ({ row, index }));
  const roles = [...new Set(rows.map(({ role }) => role))].sort();
  const { legend } = TEXT;
  return `<section id="timeline" aria-label="${TEXT.timeline}">
<a class="skip" href="#table">${TEXT.skip}</a>
<div class="tools">
${tool('zoom-in', '+', TEXT.zoomIn)}
${tool('zoom-out', '&minus;', TEXT.zoomOut)}
${tool('earlier', '&larr;', TEXT.earlier)}
${tool('later', '&rarr;', TEXT.later)}
<button type="button" id="fit">${TEXT.fit}</button>
<output id="shown" aria-live="polite"></output>
</div>
<p class="help">${TEXT.timelineHelp}</p>
<div class="lanes">
<div class="lane axis" aria-hidden="true"><div class="lane-name"></div><div class="lane-bars" id="axis"></div></div>
${roles.map((role) => lane(role, indexed)).join('\n')}
</div>
<p class="legend">${key('open', legend.open)} ${key('expired', legend.expired)} ${key('revoked', legend.revoked)} ${key('emergency expired', legend.emergency)}</p>
</section>`;
};
