// Runs in the page: hides rows and bars that do not match the filters.
const byId = (id) => document.getElementById(id);
const rows = [...document.querySelectorAll('tbody tr')];
const bars = [...document.querySelectorAll('.bar')];
const lanes = [...document.querySelectorAll('.lane[data-lane]')];

const isShown = (row) =>
  ['user', 'role', 'ended'].every((name) => byId(name).value === '' || row.dataset[name] === byId(name).value) &&
  row.textContent.toLowerCase().includes(byId('text').value.toLowerCase());

const apply = () => {
  for (const row of rows) row.hidden = !isShown(row);
  for (const bar of bars) bar.hidden = byId(`row-${bar.dataset.row}`).hidden;
  for (const lane of lanes) lane.hidden = [...lane.querySelectorAll('.bar')].every((bar) => bar.hidden);
  byId('count').value = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
};

byId('filters').addEventListener('input', apply);
byId('filters').addEventListener('submit', (event) => event.preventDefault());
