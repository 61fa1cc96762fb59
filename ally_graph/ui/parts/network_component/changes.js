// What is different between two months, in figures and in a sentence, and both months beside each other.

const NARROW = 640, MOST_ARRIVED = 3;
const SMALL_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

const inWords = (number) => SMALL_NUMBERS[number] ?? number.toLocaleString("en");
const counted = (number, one, many) => `${inWords(number)} ${number < 2 ? one : many}`;
const upperFirst = (words) => words.slice(0, 1).toUpperCase() + words.slice(1);

// Ties that are new or gone from one month to another, and who arrived or left, of those who are shown.
function changesBetween(map, before, now) {
  const { data } = map, [old, fresh] = [data.months[before], data.months[now]];
  const shown = (i) => !map.kept || map.kept[i] === 1, inside = (i) => data.nodes.focus[i] === "1";
  const told = { appeared: 0, gone: 0, arrived: [], left: [] };
  for (let p = 0; p < fresh.ties.length; p += 1) {
    const was = old.ties[p] !== ".", is = fresh.ties[p] !== ".";
    if (was === is) continue;
    const a = data.pairs[2 * p], b = data.pairs[2 * p + 1];
    if (!shown(a) || !shown(b) || !(inside(a) || inside(b))) continue;
    const level = DECODED.get((is ? fresh : old).ties[p]).level;
    if (level >= (map.choice.strength ?? 0)) told[is ? "appeared" : "gone"] += 1;
  }
  for (let i = 0; i < map.size; i += 1) {
    if (old.here[i] !== fresh.here[i] && shown(i) && inside(i)) told[fresh.here[i] === "1" ? "arrived" : "left"].push(i);
  }
  return told;
}

function changesInWords(map, before, now, since) {
  const { appeared, gone, arrived, left } = changesBetween(map, before, now);
  const who = (people) => {
    const names = people.map((i) => map.data.nodes.names[i]).filter(Boolean);
    if (!people.length || names.length > MOST_ARRIVED || names.length < people.length) return counted(people.length, "person", "people");
    return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  };
  const people = [arrived.length ? `${who(arrived)} arrived` : "", left.length ? `${who(left)} left` : ""].filter(Boolean).join(" and ");
  return `${upperFirst(counted(appeared, "tie", "ties"))} appeared and ${gone ? inWords(gone) : "none"} went quiet ${since}${people ? `; ${people}` : ""}.`;
}

// What is said below the slider: of two months what lies between them, of a filter what changed among those it keeps.
function sentenceOf(map) {
  const { data, month } = map;
  if (map.twin) {
    const [before, now] = twoMonths(map);
    return changesInWords(map, before, now, `from ${data.months[before].words} to ${data.months[now].words}`);
  }
  if (!month || !(map.kept || map.choice.strength)) return map.at().told;
  return `${changesInWords(map, month - 1, month, "since the month before")} This is of those who are shown.`;
}

const twoMonths = (map) => [Math.min(map.other, map.month), Math.max(map.other, map.month)];

// One picture, or two: side by side, on a narrow screen one over the other, the earlier month first.
function panesOf(map, wide, tall) {
  if (!map.twin) return [{ x: 0, y: 0, w: wide, h: tall }];
  return wide >= NARROW
    ? [{ x: 0, y: 0, w: wide / 2 - 4, h: tall }, { x: wide / 2 + 4, y: 0, w: wide / 2 - 4, h: tall }]
    : [{ x: 0, y: 0, w: wide, h: tall / 2 - 4 }, { x: 0, y: tall / 2 + 4, w: wide, h: tall / 2 - 4 }];
}

// The sign at a person who is there in only one of two months: a plus who arrived, a minus who left.
function badge(context, theme, x, y, r, arrived) {
  const [bx, by] = [x + r * 0.75 + 3, y - r * 0.75 - 3];
  context.fillStyle = arrived ? theme.accent : theme.text;
  context.beginPath();
  context.arc(bx, by, 6, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = theme.ground;
  context.lineWidth = 1.8;
  context.beginPath();
  context.moveTo(bx - 3.2, by);
  context.lineTo(bx + 3.2, by);
  if (arrived) { context.moveTo(bx, by - 3.2); context.lineTo(bx, by + 3.2); }
  context.stroke();
}
