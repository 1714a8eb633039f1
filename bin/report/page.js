// Runs in the page: filters the rows and bars, and places the bars on a time axis that can be zoomed and moved.
const byId = (id) => document.getElementById(id);
const rows = [...document.querySelectorAll('tbody tr')];
const bars = [...document.querySelectorAll('.bar')].map((element) => ({
  element,
  from: Number(element.dataset.from),
  until: Number(element.dataset.until),
  row: byId(`row-${element.dataset.row}`),
}));
const lanes = [...document.querySelectorAll('.lane[data-lane]')];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The least that the axis shows. */
const LEAST = 5 * MINUTE;
const STEPS = [1, 5, 15, 30]
  .map((minutes) => minutes * MINUTE)
  .concat(
    [1, 3, 6, 12].map((hours) => hours * HOUR),
    [1, 2, 7, 14, 30, 90, 365].map((days) => days * DAY),
  );
/** The width of a mark on the axis in pixels. */
const MARK_PX = 64;
/** The width of a bar in pixels below which it has no room for a name. */
const NAME_PX = 36;

let view = { start: 0, end: DAY };

const utc = (time) => new Date(time).toISOString();
const markText = (time, step) => {
  if (step >= 30 * DAY) return utc(time).slice(0, 10);
  return time % DAY === 0 ? utc(time).slice(5, 10) : utc(time).slice(11, 16);
};

const drawAxis = () => {
  const axis = byId('axis');
  const length = view.end - view.start;
  const most = Math.max(2, Math.floor(axis.clientWidth / MARK_PX));
  const step = STEPS.find((one) => length / one <= most) ?? 365 * DAY;
  axis.replaceChildren();
  for (let time = Math.ceil(view.start / step) * step; time <= view.end; time += step) {
    const mark = document.createElement('span');
    mark.className = 'tick';
    mark.style.left = `${((time - view.start) / length) * 100}%`;
    mark.textContent = markText(time, step);
    axis.append(mark);
  }
};

const draw = () => {
  const length = view.end - view.start;
  const percent = (time) => Math.min(100, Math.max(0, ((time - view.start) / length) * 100));
  for (const { element, from, until, row } of bars) {
    const isHidden = row.hidden || until < view.start || from > view.end;
    // The keys of the timeline go on working when the bar that has the focus leaves the view.
    if (isHidden && element === document.activeElement) byId('fit').focus({ preventScroll: true });
    element.hidden = isHidden;
    element.style.left = `${percent(from)}%`;
    element.style.width = `${percent(until) - percent(from)}%`;
    const widthPx = ((percent(until) - percent(from)) / 100) * byId('axis').clientWidth;
    element.classList.toggle('tiny', widthPx < NAME_PX);
  }
  for (const lane of lanes)
    lane.hidden = bars.every(({ element, row }) => row.hidden || element.closest('.lane') !== lane);
  const minute = (time) => utc(time).slice(0, 16).replace('T', ' ');
  const count = bars.filter(({ element }) => !element.hidden).length;
  byId('shown').value = `${minute(view.start)} to ${minute(view.end)} UTC: ${count} of ${bars.length}`;
  drawAxis();
};

/** Shows exactly what the filters leave, with some space on both sides. */
const fitAll = () => {
  const left = bars.filter(({ row }) => !row.hidden);
  if (left.length === 0) return draw();
  const start = Math.min(...left.map(({ from }) => from));
  const end = Math.max(...left.map(({ until }) => until));
  const space = Math.max((end - start) * 0.03, MINUTE);
  view = { start: start - space, end: end + space };
  draw();
};

/** The time to zoom in on without a pointer: the middle of the bar that has the focus, or else of the bar nearest to the centre. */
const middle = () => {
  const focused = bars.find(({ element }) => element === document.activeElement);
  if (focused !== undefined) return (focused.from + focused.until) / 2;
  const centre = (view.start + view.end) / 2;
  const middles = bars
    .filter(({ element }) => !element.hidden)
    .map(({ from, until }) => (Math.max(from, view.start) + Math.min(until, view.end)) / 2);
  return middles.sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre))[0] ?? centre;
};

/** Zooms around a point between 0 (start) and 1 (end) that stays in its place. A factor below 1 zooms in. */
const zoom = (factor, around = 0.5) => {
  const length = view.end - view.start;
  const next = Math.min(Math.max(length * factor, LEAST), 20 * 365 * DAY);
  const start = view.start + (length - next) * around;
  view = { start, end: start + next };
  draw();
};

/** Zooms in on a bar, so that repeated steps do not end in an empty part. */
const zoomIn = () => {
  const length = view.end - view.start;
  const at = middle();
  view = { start: at - length / 2, end: at + length / 2 };
  zoom(0.5);
};

/** Moves by a part of what is shown. */
const move = (part) => {
  const by = (view.end - view.start) * part;
  view = { start: view.start + by, end: view.end + by };
  draw();
};

const filter = () => {
  const isShown = (row) =>
    ['user', 'role', 'ended', 'emergency'].every(
      (name) => byId(name).value === '' || row.dataset[name] === byId(name).value,
    ) && row.textContent.toLowerCase().includes(byId('text').value.toLowerCase());
  for (const row of rows) row.hidden = !isShown(row);
  byId('count').value = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
  fitAll();
};

const KEYS = {
  '+': zoomIn,
  '=': zoomIn,
  '-': () => zoom(2),
  ArrowLeft: () => move(-0.25),
  ArrowRight: () => move(0.25),
  0: fitAll,
};

const listen = () => {
  const timeline = byId('timeline');
  byId('filters').addEventListener('input', filter);
  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  byId('zoom-in').addEventListener('click', zoomIn);
  byId('zoom-out').addEventListener('click', () => zoom(2));
  byId('earlier').addEventListener('click', () => move(-0.5));
  byId('later').addEventListener('click', () => move(0.5));
  byId('fit').addEventListener('click', fitAll);
  timeline.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || KEYS[event.key] === undefined) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  const pointAt = ({ clientX }) => {
    const { left, width } = byId('axis').getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / width));
  };
  timeline.addEventListener(
    'wheel',
    (event) => {
      // Without a modifier, the wheel scrolls the page.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 0.8 : 1.25, pointAt(event));
    },
    { passive: false },
  );
  addEventListener('resize', draw);
};

if (rows.length > 0) {
  listen();
  fitAll();
}
