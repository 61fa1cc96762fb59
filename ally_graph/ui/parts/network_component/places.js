// Where dots and names stand, in pixels. Nothing here draws, and the same input always gives the same places.

const BETWEEN = 27, NOBODY = [];
const BAND_TITLE = 18;

// Push dots apart that stand closer than `least`, within the box; a grid finds who is near.
function pushedApart(spots, least, box, rounds = 40) {
  const near = Math.max(least, 1), far = least * least * 1.0001;
  for (let round = 0; round < rounds; round += 1) {
    const cells = new Map();
    const keyOf = (column, row) => (column + 32768) * 65536 + row + 32768;
    spots.forEach(([x, y], i) => {
      const key = keyOf(Math.floor(x / near), Math.floor(y / near));
      (cells.get(key) ?? cells.set(key, []).get(key)).push(i);
    });
    let moved = false;
    spots.forEach((spot, i) => {
      const [column, row] = [Math.floor(spot[0] / near), Math.floor(spot[1] / near)];
      for (let dx = -1; dx <= 1; dx += 1) for (let dy = -1; dy <= 1; dy += 1) {
        for (const j of cells.get(keyOf(column + dx, row + dy)) ?? NOBODY) {
          if (j <= i) continue;
          const other = spots[j];
          let gx = other[0] - spot[0], gy = other[1] - spot[1];
          if (gx * gx + gy * gy >= far) continue;
          const long = Math.hypot(gx, gy);
          if (long >= least) continue;
          if (long < 1e-6) { gx = 1; gy = (i % 7) - 3; }
          const push = (least - long) / 2 / Math.max(Math.hypot(gx, gy), 1e-6);
          spot[0] -= gx * push; spot[1] -= gy * push;
          other[0] += gx * push; other[1] += gy * push;
          moved = true;
        }
      }
    });
    for (const spot of spots) {
      spot[0] = Math.min(Math.max(spot[0], box.left), box.right);
      spot[1] = Math.min(Math.max(spot[1], box.top), box.bottom);
    }
    if (!moved) break;
  }
  return spots;
}

const roomOf = (box, count) => Math.sqrt(((box.right - box.left) * (box.bottom - box.top)) / Math.max(count, 1));

// People without any tie stand in rows at the foot of the map, and take at most a third of its height.
function banded(count, wide, high) {
  if (!count) return { height: 0, spots: [] };
  const across = wide - 2 * BETWEEN;
  let cell = Math.min(Math.max(across / count, BETWEEN), 110), down = cell >= 80 ? 2 * BETWEEN : BETWEEN + 16;
  let each = Math.max(Math.floor(across / cell), 1);
  const most = high / 3 - BAND_TITLE;
  if (Math.ceil(count / each) * down > most) {
    down = cell = Math.max(Math.sqrt((across * most) / count), 2);
    each = Math.max(Math.floor(across / cell), 1);
  }
  const rows = Math.ceil(count / each);
  const height = Math.min(rows * down, most) + BAND_TITLE;
  const top = high - height + BAND_TITLE;
  const spots = Array.from({ length: count }, (_, i) =>
    [BETWEEN + (i % each + 0.5) * cell, top + (Math.floor(i / each) + 0.3) * down]);
  return { height, spots };
}

// The number of columns that leaves blocks nearly square and few places empty.
function columnsFor(count, shape) {
  let best = 1, least = Infinity;
  for (let columns = 1; columns <= Math.max(count, 1); columns += 1) {
    const rows = Math.ceil(count / columns), empty = columns * rows - count;
    const cost = Math.abs(Math.log((shape * rows) / columns / 1.3)) + empty / Math.max(count, 1);
    if (cost < least) { least = cost; best = columns; }
  }
  return best;
}

// Blocks side by side, one for each value, large ones first; within a block a spiral from its middle.
function inBlocks(values, order, box) {
  const blocks = new Map();
  for (const i of order) (blocks.get(values[i]) ?? blocks.set(values[i], []).get(values[i])).push(i);
  const list = [...blocks].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  const [wide, high] = [box.right - box.left, box.bottom - box.top];
  const columns = columnsFor(list.length, wide / high), rows = Math.ceil(list.length / columns);
  const [cellWide, cellHigh] = [wide / columns, high / rows];
  const largest = list.length ? list[0][1].length : 1;
  const step = Math.min(cellWide, cellHigh - 22) / 2 / Math.sqrt(largest + 1);
  const stretch = Math.min(Math.max(cellWide / Math.max(cellHigh - 22, 1), 1), 1.8);
  const spots = new Map(), titles = [];
  list.forEach(([value, members], place) => {
    const x = box.left + (place % columns + 0.5) * cellWide, y = box.top + (Math.floor(place / columns) + 0.5) * cellHigh + 8;
    titles.push({ value, x, y: box.top + Math.floor(place / columns) * cellHigh + 8 });
    members.forEach((i, k) => {
      const turn = k * 2.39996, far = step * Math.sqrt(k + 0.3);
      spots.set(i, [x + far * Math.cos(turn) * stretch, y + far * Math.sin(turn)]);
    });
  });
  return { spots, titles, least: step };
}

// A level for each step of the reporting line; those without reports are staggered in three rows.
function inLines(managers, order, box) {
  const inside = new Set(order), reports = new Map(), roots = [];
  const above = (i) => (inside.has(managers[i]) && managers[i] !== i ? managers[i] : -1);
  const circles = (i) => { const seen = new Set(); for (let at = i; at >= 0; at = above(at)) { if (seen.has(at)) return true; seen.add(at); } return false; };
  for (const i of order) {
    const boss = circles(i) ? -1 : above(i);
    if (boss < 0) roots.push(i); else (reports.get(boss) ?? reports.set(boss, []).get(boss)).push(i);
  }
  const x = new Map(), depth = new Map();
  let next = 0, deepest = 0;
  const visit = (i, level) => {
    depth.set(i, level); deepest = Math.max(deepest, level);
    const below = (reports.get(i) ?? []).slice().sort((a, b) => (reports.has(b) ? 1 : 0) - (reports.has(a) ? 1 : 0) || a - b);
    below.forEach((one) => visit(one, level + 1));
    if (below.length) x.set(i, below.reduce((sum, one) => sum + x.get(one), 0) / below.length);
    else { x.set(i, next); next += 1; }
  };
  roots.sort((a, b) => (reports.has(b) ? 1 : 0) - (reports.has(a) ? 1 : 0) || a - b).forEach((i) => visit(i, 0));
  const high = box.bottom - box.top, levels = deepest + 0.6, spots = new Map();
  for (const i of order) {
    const stagger = reports.has(i) ? 0 : (Math.round(x.get(i)) % 3) * Math.min(34, high / levels / 4);
    const across = next > 1 ? x.get(i) / (next - 1) : 0.5;
    spots.set(i, [box.left + across * (box.right - box.left), box.top + (depth.get(i) / levels) * high + stagger + 10]);
  }
  return { spots, titles: [], least: 22 };
}

// Rings around one person: those a step away, two steps, and the others outside; each ring keeps the order around its middle.
function inRings(middle, near, steady, order, box) {
  const far = new Map([[middle, 0]]), rings = [[middle]];
  for (let step = 1; rings[step - 1].length && step < 4; step += 1) {
    const ring = [];
    for (const i of rings[step - 1]) for (const j of near(i)) if (!far.has(j)) { far.set(j, step); ring.push(j); }
    rings.push(ring);
  }
  const rest = order.filter((i) => !far.has(i));
  const list = [...rings.slice(1), rest].filter((ring) => ring.length);
  const [cx, cy] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const [wide, high] = [(box.right - box.left) / 2, (box.bottom - box.top) / 2];
  const spots = new Map([[middle, [cx, cy]]]);
  list.forEach((ring, place) => {
    const share = (place + 1) / list.length;
    const angle = (i) => Math.atan2(steady[i][1] - steady[middle][1], steady[i][0] - steady[middle][0]);
    [...ring].sort((a, b) => angle(a) - angle(b) || a - b).forEach((i, k) => {
      const turn = (2 * Math.PI * (k + place * 0.5)) / ring.length - Math.PI;
      spots.set(i, [cx + wide * share * Math.cos(turn), cy + high * share * Math.sin(turn)]);
    });
  });
  return { spots, titles: [], least: 20 };
}

// A grid of boxes that tells whether a new one would lie on any of them.
class Taken {
  constructor(cell = 40) { this.cell = cell; this.cells = new Map(); }

  * keys(box) {
    for (let x = Math.floor(box.x / this.cell); x <= Math.floor((box.x + box.w) / this.cell); x += 1)
      for (let y = Math.floor(box.y / this.cell); y <= Math.floor((box.y + box.h) / this.cell); y += 1) yield x * 65536 + y;
  }

  add(box) { for (const key of this.keys(box)) (this.cells.get(key) ?? this.cells.set(key, []).get(key)).push(box); }

  hits(box) {
    for (const key of this.keys(box)) for (const one of this.cells.get(key) ?? [])
      if (box.x < one.x + one.w && one.x < box.x + box.w && box.y < one.y + one.h && one.y < box.y + box.h) return true;
    return false;
  }
}

// Names beside their dots: the first of twenty places where a name lies on no dot and on no other name; else it is left out.
// `wanted` is in the order in which names get room: {i, x, y, r, tries, matters}, where `tries` are the texts to try: {w, h, lines}.
// The name of somebody who matters may also stand a little further away.
function namesPlaced(wanted, dots, wide, high, fixed = []) {
  const taken = new Taken();
  for (const dot of dots) taken.add({ x: dot.x - dot.r - 1, y: dot.y - dot.r - 1, w: 2 * dot.r + 2, h: 2 * dot.r + 2 });
  for (const box of fixed) taken.add(box);
  const placed = [];
  for (const one of wanted) {
    for (const [left, top, w, h, lines] of one.tries.flatMap((text) => (one.matters ? [3, 12, 22] : [3]).flatMap((gap) => around(one, text, gap)))) {
      const box = { x: left, y: top, w, h };
      if (left < 2 || top < 2 || left + w > wide - 2 || top + h > high - 2 || taken.hits(box)) continue;
      taken.add(box);
      placed.push({ ...one, left, top, w, h, lines });
      break;
    }
  }
  return placed;
}

// The places for one text around its dot, the best first.
function around({ x, y, r }, { w, h, lines }, away) {
  const gap = r + away, slant = gap * 0.7, middle = y - h / 2, under = y + gap, over = y - gap - h;
  return [
    [x - w / 2, under], [x - w / 2, over], [x + gap, middle], [x - gap - w, middle],
    [x + slant, y + slant], [x - slant - w, y + slant], [x + slant, y - slant - h], [x - slant - w, y - slant - h],
    [x - w * 0.25, under], [x - w * 0.75, under], [x - w * 0.25, over], [x - w * 0.75, over],
    [x + gap, y - h * 0.9], [x + gap, y - h * 0.1], [x - gap - w, y - h * 0.9], [x - gap - w, y - h * 0.1],
    [x - w * 0.1, under], [x - w * 0.9, under], [x - w * 0.1, over], [x - w * 0.9, over],
  ].map(([left, top]) => [left, top, w, h, lines]);
}
