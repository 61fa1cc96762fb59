// The month that is shown, the one beside it, and whether changes are marked stand in the address: whoever opens it sees the same
// picture. The browser writes them itself, once nothing has moved for a moment: the app is asked for nothing.

const PAUSE = 400, TRAVEL = 10000;
const monthOf = ({ when }) => when.slice(0, 7);

// What the address says of a map; nothing of what is there without a word.
function saidBy(map) {
  const { months, now } = map.data;
  return {
    month: map.month === now ? null : monthOf(map.at()),
    beside: map.twin ? monthOf(months[map.other]) : null,
    changes: map.compare && !map.twin ? "true" : null,
  };
}

// Take over what the address says; months that the data doesn't have are left out.
function fromAddress(map) {
  const said = new URLSearchParams(location.search);
  const placeOf = (key) => map.data.months.findIndex((month) => month.when && monthOf(month) === said.get(key));
  const [month, beside] = [placeOf("month"), placeOf("beside")];
  map.month = map.before = month < 0 ? map.data.now : month;
  map.twin = beside >= 0;
  if (map.twin) map.other = beside;
  map.compare = said.get("changes") === "true";
  map.fade = 1;
}

// Write into the address what is shown, in place of what it said before; never into that of another page.
function toAddress(map) {
  if (map.playing || location.pathname !== map.path || map.data.months.length < 2) return;
  const address = new URL(location.href), told = address.searchParams;
  for (const [key, value] of Object.entries(saidBy(map))) {
    if (value === told.get(key)) continue;
    if (value == null) told.delete(key); else told.set(key, value);
  }
  if (address.search !== location.search) history.replaceState(history.state, "", address);
}
