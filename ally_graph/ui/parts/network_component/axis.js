// Phases and programmes above the slider of months: marks with words that don't lie on each other, and the whole of it for ears.

const LANE = 18, MOST_LANES = 3, LONGEST_MARK = 260, SHORTEST_MARK = 16;

// In which row each mark stands and how wide its words may be: a word that would lie on the next mark of its row is cut there.
// `marks` are [x, width] from left to right; those that would leave the axis end at their mark.
function inLanes(marks, wide, most = MOST_LANES) {
  const lanes = [], placed = [];
  for (const [x, long] of marks) {
    const w = Math.min(long, LONGEST_MARK), ends = x + w > wide && x > wide / 2, left = ends ? x - w : x;
    let lane = lanes.findIndex((last) => last.right <= left);
    if (lane < 0 && lanes.length < most) lane = lanes.length;
    if (lane < 0) {
      lane = lanes.reduce((best, last, k) => (last.left < lanes[best].left ? k : best), 0);
      const last = lanes[lane].mark;
      if (!ends) last.w = Math.max(x - last.x, 0);
    }
    const mark = { x: left, w: Math.min(w, wide - left), lane, ends };
    if (ends && lanes[lane]?.right > left) { mark.x = Math.min(lanes[lane].right, x); mark.w = x - mark.x; }
    lanes[lane] = { left, right: left + mark.w, mark };
    placed.push(mark);
  }
  return { placed, lanes: lanes.length };
}

// The phase that a month lies in, by the middle of the month.
function phaseOf(data, month) {
  const step = 1 / Math.max(data.months.length - 1, 1), middle = Math.max((month - 0.5) * step, 0);
  return (data.phases.find(([, start, end]) => start <= middle && middle < end) ?? [""])[0];
}

// Draw the marks anew; nothing where there are none.
function marked(list, data, wide, widthOf) {
  const { months, phases, started } = data, last = Math.max(months.length - 1, 1);
  const monthAt = (share) => months[Math.min(Math.ceil(share * last - 1e-6), last)].words;
  const item = (name, words, left, width, top, title) => {
    const made = element("li", "", title), shown = element("span", words);
    made.className = name;
    made.append(shown, element("span", title.slice(words.length), ""));
    made.lastChild.className = "heard";
    Object.assign(made.style, { left: `${left}px`, width: `${width}px`, top: `${top}px` });
    return made;
  };
  const marks = started.map(([share, when, names]) => [share * wide, names.join(", "), `${names.join(", ")}: began in ${when}`]);
  const { placed, lanes } = inLanes(marks.map(([x, words]) => [x, widthOf(words) + SHORTEST_MARK]), wide, wide < 400 ? 2 : MOST_LANES);
  const begun = placed.map(({ x, w, lane, ends }, k) => item(ends ? "begun ends" : "begun", marks[k][1], x, w, lane * LANE, marks[k][2]));
  const bars = phases.map(([name, start, end]) =>
    item("phase", name, start * wide, (end - start) * wide, lanes * LANE, `${name}: a phase, from ${monthAt(start + 0.5 / last)} to ${monthAt(end)}`));
  list.style.height = `${(lanes + (bars.length ? 1 : 0)) * LANE}px`;
  list.replaceChildren(...begun, ...bars);
}
