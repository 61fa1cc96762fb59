// What the filter of the page leaves out of the map. Whom it keeps comes as a few signs, six people in each; people keep their places.

// Whether a filter keeps each person; nothing where it keeps everybody.
function keptOf(signs, size) {
  if (!signs) return null;
  return Array.from({ length: size }, (_, i) => (CODES.indexOf(signs[Math.floor(i / 6)]) >> (5 - (i % 6))) & 1);
}

// What the legend says of the people and ties that are left out in this month.
function leftOut(map) {
  const { kept, choice } = map, rows = [], month = map.at();
  const people = (choice.hidden ?? 0) + (kept ? kept.filter((one, i) => !one && month.here[i] === "1").length : 0);
  if (people) rows.push(`${people.toLocaleString("en")} ${people === 1 ? "person" : "people"} ${choice.without} ${people === 1 ? "is" : "are"} hidden`);
  const weaker = choice.strength ? map.ties().filter((tie) => tie.level < choice.strength && map.here(tie.a) && map.here(tie.b)).length : 0;
  if (weaker) rows.push(`${weaker.toLocaleString("en")} weaker ${weaker === 1 ? "tie is" : "ties are"} hidden`);
  return rows;
}
