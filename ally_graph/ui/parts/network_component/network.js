// Draws people and ties on a canvas: one map per mounted element. When the page runs again only what changed is looked at, so the
// view, the zoom and the month stay. All months are in the data: moving through them asks nobody. Names are text, never markup,
// and people are known by their place in the data, not by their id.

const MAPS = new WeakMap();
const CODES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SHAPES = ["dot", "square", "triangle", "diamond", "triangleDown"];
const FULL = ["●", "■", "▲", "◆", "▼"], HOLLOW = ["○", "□", "△", "◇", "▽"];
const WIDTHS = [0.8, 1.5, 2.6, 4.2];
const [MERE, THERE, BACK, BOTH] = [0, 1, 2, 3];
const FADE = 180, PLAY = 1100, ANSWER = 3000, MANY = 2000, TARGET = 12, FINGER = 22;
const MOST_IN_LEGEND = 12, ALL_NAMES = 400;

function themeOf(element) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  return {
    text: read("--st-text-color", "#23262b"),
    ground: read("--st-background-color", "#fbfaf8"),
    accent: read("--st-primary-color", "#1f5f8b"),
    font: read("--st-font", "sans-serif"),
    size: Math.max(parseFloat(style.fontSize) || 13, 11),
  };
}

function isDark(colour) {
  const paper = document.createElement("canvas").getContext("2d");
  paper.fillStyle = colour;
  paper.fillRect(0, 0, 1, 1);
  const [red, green, blue] = paper.getImageData(0, 0, 1, 1).data;
  return red * 0.3 + green * 0.59 + blue * 0.11 < 128;
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function element(name, words, title) {
  const made = document.createElement(name);
  made.textContent = words;
  if (title) made.title = title;
  return made;
}

// What a sign of a tie says: strength 0 to 3, which way it runs, whether it cools, whether it is one of many.
function decoded(sign) {
  const code = CODES.indexOf(sign);
  return code < 0 ? null : { level: code >> 4, way: (code >> 2) & 3, cools: (code >> 1) & 1, minor: code & 1 };
}
const DECODED = new Map([...CODES].map((sign) => [sign, decoded(sign)]));

function outline(context, shape, x, y, r) {
  context.beginPath();
  if (shape === "square") context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else if (shape === "dot") context.arc(x, y, r, 0, 2 * Math.PI);
  else {
    const corners = {
      triangle: [[0, -1.1], [1, 0.75], [-1, 0.75]],
      triangleDown: [[0, 1.1], [1, -0.75], [-1, -0.75]],
      diamond: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
    }[shape];
    corners.forEach(([dx, dy], k) => (k ? context.lineTo(x + r * dx, y + r * dy) : context.moveTo(x + r * dx, y + r * dy)));
    context.closePath();
  }
}

class AllyMap {
  constructor(root, component) {
    this.root = root;
    this.component = component;
    const part = (name) => root.querySelector(name);
    [this.frame, this.canvas, this.paper, this.spoken, this.hint] = [".frame", ".canvas", "canvas", ".spoken", ".hint"].map(part);
    [this.time, this.slider, this.when, this.told, this.note] = [".time", ".axis input", ".when", ".told", ".note"].map(part);
    this.context = this.paper.getContext("2d");
    this.frame.allyMap = this;
    this.view = { k: 1, x: 0, y: 0 };
    this.selected = this.over = null;
    this.month = this.other = 0;
    this.twin = false;
    this.fade = 1;
    this.choice = {};
    this.fingers = new Map();
    this.path = location.pathname;
    this.listen();
  }

  listen() {
    const canvas = this.canvas;
    canvas.onkeydown = (event) => this.key(event);
    canvas.onblur = () => this.point(null);
    canvas.onpointerdown = (event) => this.down(event);
    canvas.onpointermove = (event) => this.move(event);
    canvas.onpointerup = (event) => this.up(event, true);
    canvas.onpointercancel = (event) => this.up(event, false);
    canvas.onpointerleave = (event) => { if (event.pointerType === "mouse" && !this.fingers.size) this.point(null); };
    for (const name of ["touchstart", "touchmove"])
      canvas.addEventListener(name, (event) => { if (event.touches.length > 1) event.preventDefault(); }, { passive: false });
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.root.querySelector(".tools").onclick = (event) => this.act(event.target.dataset.do);
    this.time.onclick = (event) => this.act(event.target.dataset.do);
    this.slider.oninput = () => { this.stop(); this.toMonth(Number(this.slider.value)); };
    this.others = this.root.querySelector(".other");
    this.others.onchange = () => this.beside(true, Number(this.others.value));
    this.watch = new ResizeObserver(() => this.sized());
    this.watch.observe(canvas);
  }

  // ---- what there is to draw ------------------------------------------------------------------------------------------

  show(component) {
    this.component = component;
    const { data } = component;
    if (data.stamp !== this.stamp) {
      const before = this.data, chosen = this.idOf(this.selected);
      this.stamp = data.stamp;
      this.data = data;
      this.size = data.nodes.ids.length;
      this.index = new Map(data.nodes.ids.map((id, i) => [id, i]).filter(([id]) => id !== ""));
      this.groups = new Map(data.groups);
      this.parsed = data.months.map(() => null);
      this.near = new Map();
      const moved = !before || before.months.length !== data.months.length || before.now !== data.now;
      if (moved && (!before || performance.now() < this.travels)) fromAddress(this);
      else if (moved) { this.month = data.now; this.twin = false; }
      this.before = this.month;
      this.selected = this.index.get(chosen) ?? null;
      this.over = null;
      if (!before || before.level !== data.level || before.nodes.ids.length !== this.size) this.view = { k: 1, x: 0, y: 0 };
      this.axis();
    }
    this.high(data.height);
    this.canvas.setAttribute("aria-label", data.label);
    this.note.hidden = this.size > 0;
    this.note.textContent = data.empty;
    this.theme = themeOf(this.canvas);
    const drawn = JSON.stringify([this.stamp, this.theme, this.canvas.clientWidth, this.canvas.clientHeight]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.colours = this.data.colours[isDark(this.theme.ground) ? "dark" : "light"];
    this.arrange();
    this.words();
    this.draw();
    this.frame.dataset.drawn = String(this.data.nodes.ids.filter((_, i) => this.here(i)).length);
  }

  idOf(i) { return i == null ? null : this.data.nodes.ids[i] || null; }

  at(month = this.month) { return this.data.months[month]; }

  // Whether somebody is there in a month, and not left out by the filter.
  here(i, month = this.month) { return this.at(month).here[i] === "1" && (!this.kept || this.kept[i] === 1); }

  // The ties of a month as rows: from, to, and what their sign says.
  ties(month = this.month) {
    return (this.parsed[month] ??= (() => {
      const rows = [], signs = this.at(month).ties, { pairs } = this.data;
      for (let p = 0; p < signs.length; p += 1) {
        const read = DECODED.get(signs[p]);
        if (read) rows.push({ p, a: pairs[2 * p], b: pairs[2 * p + 1], ...read });
      }
      return rows;
    })());
  }

  // Who has a tie to whom in a month.
  neighbours(month = this.month) {
    if (!this.near.has(month)) {
      const near = Array.from({ length: this.size }, () => []);
      for (const { a, b } of this.ties(month)) { near[a].push(b); near[b].push(a); }
      this.near.set(month, near);
    }
    return this.near.get(month);
  }

  // The value that colours a person: a group, a team or a location as a number, -1 for none.
  valueOf(i, by = this.choice.colour ?? "group") {
    if (by === "team" || by === "location") return this.data.nodes[by][i];
    return this.at().group[i] - 1;
  }

  wordOf(value, by = this.choice.colour ?? "group") {
    if (by === "team") return this.data.teams[value];
    if (by === "location") return this.data.locations[value];
    return this.data.level === "people" ? `Group ${value + 1} · ${this.groups.get(value + 1) ?? ""}` : this.groups.get(value + 1);
  }

  // Hue, shape and outline together tell fifty groups apart; the same number always looks the same.
  lookOf(value) {
    if (value < 0) return { colour: this.colours.neutral, shape: "dot", hollow: false };
    if (this.data.level !== "people") return { colour: this.colours.accent, shape: "dot", hollow: false };
    const round = Math.floor(value / 5);
    return { colour: this.colours.hues[value % 5], shape: SHAPES[(value + Math.floor(round / 2)) % 5], hollow: round % 2 === 1 };
  }

  // ---- where it stands ------------------------------------------------------------------------------------------------

  // As high as asked for, less on a narrow or a low screen.
  high(height) {
    const wide = this.frame.clientWidth || height;
    const room = Math.max(Math.min(height, Math.round(wide * 1.15), innerHeight - 300), 320);
    this.canvas.style.height = `${this.twin && wide < NARROW ? 2 * room : room}px`;
  }

  sized() {
    const [wide, tall] = this.whole ?? [];
    if (this.data && (this.canvas.clientWidth !== wide || this.canvas.clientHeight !== tall || devicePixelRatio !== this.dots)) {
      this.high(this.data.height);
      this.arrange();
      this.axis();
      this.draw();
    }
  }

  arrange() {
    const { nodes } = this.data;
    const [wide, tall] = (this.whole = [this.canvas.clientWidth, this.canvas.clientHeight]);
    this.panes = panesOf(this, wide, tall);
    [this.wide, this.tall] = [this.panes[0].w, this.panes[0].h];
    this.dots = devicePixelRatio || 1;
    this.paper.width = Math.max(Math.round(wide * this.dots), 1);
    this.paper.height = Math.max(Math.round(tall * this.dots), 1);
    const alone = [], order = [];
    for (let i = 0; i < this.size; i += 1) (nodes.x[i] < 0 ? alone : order).push(i);
    const band = banded(alone.length, this.wide, this.tall);
    this.band = band.height;
    const side = this.wide < 500 ? 24 : 48;
    const box = { left: side, right: this.wide - side, top: 22, bottom: this.tall - band.height - 32 };
    const steady = nodes.x.map((x, i) => [box.left + (x / 1000) * (box.right - box.left), box.top + (nodes.y[i] / 1000) * (box.bottom - box.top)]);
    const by = this.choice.arrange ?? "steady";
    let laid = { spots: new Map(order.map((i) => [i, steady[i]])), titles: [], least: 0.86 * roomOf(box, order.length) };
    if (by === "group") laid = inBlocks(order.reduce((all, i) => { all[i] = this.at(this.data.now).group[i] - 1; return all; }, []), order, box);
    if (by === "team" || by === "location") laid = inBlocks(nodes[by], order, box);
    if (by === "manager") laid = inLines(nodes.manager, order, box);
    if (by === "rings" && this.selected != null && nodes.x[this.selected] >= 0) {
      const near = this.neighbours();
      laid = inRings(this.selected, (i) => near[i], steady, order, box);
    }
    this.arranged = `${by} ${by === "rings" ? `${this.selected} ${this.month}` : ""}`;
    this.titles = laid.titles.map((title) => ({ ...title, words: title.value < 0 ? "none" : this.wordOf(title.value, by) }));
    const spots = order.map((i) => [...laid.spots.get(i)]);
    const room = roomOf(box, order.length);
    if (order.length <= 3000) pushedApart(spots, by === "steady" ? Math.min(0.86 * room, Math.max(BETWEEN, 0.6 * room)) : Math.min(laid.least, 0.86 * room), box);
    this.spots = Array(this.size);
    order.forEach((i, k) => { this.spots[i] = spots[k]; });
    alone.forEach((i, k) => { this.spots[i] = band.spots[k]; });
    this.thin = Math.min(Math.max(room / 80, 0.5), 1);
    this.largest = this.data.level === "people" ? Math.min(Math.max(room * 0.2, 2.5), 13) : Math.min(Math.max(room * 0.3, 4), 30);
  }

  // Where a person is on the screen, and how large.
  spot(i) {
    const { k, x, y } = this.view, [sx, sy] = this.spots[i];
    return [sx * k + x, sy * k + y];
  }

  radius(i) {
    const by = this.choice.size ?? "help_given";
    const share = by === "same" ? 0.4 : (this.at()[by]?.[i] ?? 0) / 100;
    return this.largest * (0.42 + 0.58 * Math.sqrt(share)) * Math.min(Math.sqrt(this.view.k), 2.2);
  }

  // ---- drawing --------------------------------------------------------------------------------------------------------

  draw() {
    if (this.frameAsked) return;
    this.frameAsked = requestAnimationFrame(() => { this.frameAsked = null; this.paint(); });
  }

  paint() {
    if (!this.data || !this.wide) return;
    const { context } = this, start = performance.now();
    context.setTransform(this.dots, 0, 0, this.dots, 0, 0);
    context.clearRect(0, 0, ...this.whole);
    context.lineJoin = context.lineCap = "round";
    for (const pane of this.panes) this.within(pane, () => this.paintPane(pane));
    context.setTransform(this.dots, 0, 0, this.dots, 0, 0);
    this.took = performance.now() - start;
    if (this.fade < 1) this.draw();
    this.step();
  }

  // Do something in one of the pictures: in its month and, where there are two, held against the other one.
  within(pane, act) {
    const { month, against } = this;
    if (this.twin) {
      const [before, now] = twoMonths(this);
      [this.month, this.against] = pane === this.panes[0] ? [before, now] : [now, before];
    }
    const told = act();
    [this.month, this.against] = [month, against];
    return told;
  }

  paintPane({ x, y, w, h }) {
    const { context } = this;
    context.setTransform(this.dots, 0, 0, this.dots, x * this.dots, y * this.dots);
    if (this.twin) {
      context.save();
      context.beginPath();
      context.rect(0, 0, w, h);
      context.clip();
    }
    const near = this.selected == null ? null : new Set([this.selected, ...this.neighbours()[this.selected]]);
    const many = this.size > MANY && this.fade >= 1;
    if (many) this.paintBeneath(near);
    this.paintBand();
    this.paintTies(near, many);
    this.paintDots(near, many);
    this.paintNames(near);
    if (!this.twin) return;
    context.restore();
    context.globalAlpha = 0.25;
    context.strokeStyle = this.theme.text;
    context.lineWidth = 1;
    context.strokeRect(0.5, 0.5, w - 1, h - 1);
    context.globalAlpha = 1;
  }

  step() {
    if (this.fade >= 1) return;
    this.fade = Math.min((performance.now() - this.since) / FADE, 1);
    if (this.fade >= 1) { this.before = this.month; this.draw(); }
  }

  // Everyone, kept as a picture: of very many people only the chosen one and their colleagues are drawn anew.
  paintBeneath(near) {
    const { context, choice, view } = this;
    const size = [this.wide, this.tall, this.dots];
    const key = JSON.stringify([this.drawn, size, this.month, view, this.arranged, this.compare, this.asked()]);
    if (key !== this.beneath?.key) {
      const paper = document.createElement("canvas"), { selected, over } = this;
      [paper.width, paper.height] = [this.paper.width, this.paper.height];
      this.context = paper.getContext("2d");
      this.context.setTransform(this.dots, 0, 0, this.dots, 0, 0);
      this.selected = this.over = null;
      this.paintTies(null);
      this.paintDots(null);
      Object.assign(this, { context, selected, over, beneath: { key, paper } });
    }
    context.globalAlpha = near ? 0.25 : 1;
    context.drawImage(this.beneath.paper, 0, 0, this.wide, this.tall);
    context.globalAlpha = 1;
  }

  // Whether somebody stands in the band this month; its room is kept in any case, so that nobody moves.
  banded() { return this.data.nodes.x.some((x, i) => x < 0 && this.here(i)); }

  paintBand() {
    if (!this.banded()) return;
    const { context } = this, top = (this.tall - this.band) * this.view.k + this.view.y;
    context.strokeStyle = this.theme.text;
    context.globalAlpha = 0.25;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(8, top);
    context.lineTo(this.wide - 8, top);
    context.stroke();
    context.globalAlpha = 1;
  }

  // Ties of one look are one path: fifty thousand take a few strokes of the pen.
  paintTies(near, own_only = false) {
    const { context } = this, changing = this.fade < 1 && this.before !== this.month;
    const dense = Math.min(1, Math.sqrt(400 / Math.max(this.ties().length, 1)));
    const paths = new Map(), own = [];
    const old = changing ? this.at(this.before).ties : null, now = this.at().ties;
    const last = this.twin ? this.at(this.against).ties : this.compare && this.month > 0 ? this.at(this.month - 1).ties : null;
    const only = this.twin && this.against > this.month ? "gone" : "new";
    const kindOf = (tie, gone) => (last ? (gone ? "gone" : last[tie.p] === "." ? only : "same") : "");
    const add = (tie, share, gone = false) => {
      if (!this.drawable(tie.a) || !this.drawable(tie.b)) return;
      if (near && (tie.a === this.selected || tie.b === this.selected)) { own.push({ ...tie, share, kind: this.twin ? kindOf(tie, gone) : "" }); return; }
      if (tie.minor || !this.asksFor(tie)) return;
      const faint = !(this.data.nodes.focus[tie.a] === "1" && this.data.nodes.focus[tie.b] === "1");
      const kind = kindOf(tie, gone);
      const key = `${tie.level} ${tie.way ? 1 : 0} ${tie.cools} ${faint ? 1 : 0} ${kind} ${share === 1 ? 1 : share.toFixed(2)}`;
      (paths.get(key) ?? paths.set(key, { ...tie, kind, faint, share, ties: [] }).get(key)).ties.push(tie);
    };
    if (own_only && !near) return;
    for (const tie of own_only ? this.ties().filter(({ a, b }) => a === this.selected || b === this.selected) : this.ties()) add(tie, old && old[tie.p] === "." ? this.fade : 1);
    if (old && !last) for (const tie of this.ties(this.before)) if (now[tie.p] === ".") add(tie, 1 - this.fade);
    if (last && !own_only && !this.twin) for (const tie of this.ties(this.month - 1)) if (now[tie.p] === ".") add(tie, 1, true);
    for (const look of paths.values()) {
      context.globalAlpha = (look.way === MERE ? 0.2 : 0.34) * (look.faint ? 0.3 : 1) * (near ? 0.22 : 1) * (this.choice.arrange === "manager" ? 0.35 : 1) * look.share * (0.35 + 0.65 * dense);
      if (look.kind) context.globalAlpha = { new: 0.9, gone: 0.75, same: this.twin ? 0.13 : 0.07 }[look.kind] * (look.faint ? 0.3 : 1) * (near ? 0.22 : 1);
      this.stroke(look, look.ties, look.kind === "new" ? this.theme.accent : this.theme.text, this.ties().length <= 3000);
    }
    for (const tie of own) {
      context.globalAlpha = (tie.way === MERE ? 0.55 : 0.9) * tie.share * (tie.kind === "same" ? 0.45 : 1);
      this.stroke(tie, [tie], tie.kind === "gone" || (tie.way === MERE && tie.kind !== "new") ? this.theme.text : this.theme.accent, true);
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
    this.paintReports();
  }

  // Whether ties of this kind and strength are asked for; those of the chosen person always are.
  asksFor(tie) {
    const only = this.choice.ties ?? "all";
    if (tie.level < (this.choice.strength ?? 0)) return false;
    return only === "all" || (only === "support" && tie.way !== MERE) || (only === "contact" && tie.way === MERE)
      || (only === "strong" && tie.level >= 2) || (only === "cooling" && tie.cools);
  }

  stroke(look, ties, colour, arrows) {
    const { context } = this;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = (look.kind && look.kind !== "same" ? 1.3 : 1) * this.thin * (look.way === MERE ? 0.5 + 0.5 * WIDTHS[look.level] : WIDTHS[look.level]);
    context.setLineDash(look.kind === "gone" ? [9, 4, 2, 4] : look.cools ? [5, 5] : look.way === MERE ? [1, 3.5] : []);
    context.beginPath();
    const heads = [];
    for (const { a, b, way } of ties) {
      const [ax, ay] = this.spot(a), [bx, by] = this.spot(b);
      context.moveTo(ax, ay);
      context.lineTo(bx, by);
      if (arrows && way !== MERE) heads.push([a, b, way, ax, ay, bx, by]);
    }
    context.stroke();
    context.setLineDash([]);
    if (!heads.length) return;
    const long = 4 + 1.4 * context.lineWidth, half = 1.6 + 0.7 * context.lineWidth;
    context.beginPath();
    for (const [a, b, way, ax, ay, bx, by] of heads) {
      const far = Math.hypot(bx - ax, by - ay) || 1, dx = (bx - ax) / far, dy = (by - ay) / far;
      const head = (i, x, y, ux, uy) => {
        const r = this.radius(i) + 2, tx = x - ux * r, ty = y - uy * r;
        context.moveTo(tx, ty);
        context.lineTo(tx - ux * long - uy * half, ty - uy * long + ux * half);
        context.lineTo(tx - ux * long + uy * half, ty - uy * long - ux * half);
        context.closePath();
      };
      if (way === THERE || way === BOTH) head(b, bx, by, dx, dy);
      if (way === BACK || way === BOTH) head(a, ax, ay, -dx, -dy);
    }
    context.fill();
  }

  paintReports() {
    if (this.choice.arrange !== "manager") return;
    const { context } = this;
    context.strokeStyle = this.theme.text;
    context.globalAlpha = 0.5;
    context.lineWidth = 1;
    context.beginPath();
    this.data.nodes.manager.forEach((boss, i) => {
      if (boss < 0 || !this.drawable(i) || !this.drawable(boss)) return;
      const [ax, ay] = this.spot(boss), [bx, by] = this.spot(i), middle = (ay + by) / 2;
      context.moveTo(ax, ay);
      context.bezierCurveTo(ax, middle, bx, middle, bx, by);
    });
    context.stroke();
    context.globalAlpha = 1;
  }

  // Somebody who is there this month, or is just leaving.
  drawable(i) { return this.here(i) || (this.fade < 1 && this.here(i, this.before)); }

  paintDots(near, near_only = false) {
    const { context } = this;
    const found = this.found();
    const ties = this.neighbours();
    for (const last of [false, true]) for (let i = 0; i < this.size; i += 1) {
      if (!this.drawable(i) || (near?.has(i) ?? false) !== last || (near_only && !last && i !== this.over)) continue;
      const share = this.here(i) ? (this.fade < 1 && !this.here(i, this.before) ? this.fade : 1) : 1 - this.fade;
      const focus = this.data.nodes.focus[i] === "1";
      const look = this.lookOf(this.valueOf(i)), [x, y] = this.spot(i), r = this.radius(i);
      const quiet = this.data.level === "people" && !ties[i].length;
      context.globalAlpha = (focus ? 1 : 0.3) * (near && !last ? 0.25 : 1) * share;
      outline(context, look.shape, x, y, r);
      context.fillStyle = quiet || look.hollow ? this.theme.ground : look.colour;
      context.fill();
      context.lineWidth = quiet ? 1.2 : look.hollow ? Math.max(r * 0.4, 1.5) : 1;
      context.strokeStyle = quiet || look.hollow ? look.colour : this.theme.ground;
      context.stroke();
      const state = found.get(i);
      if (state) this.ring(x, y, r + 3.5, this.theme.text, 1.8, state.some(([, , dashed]) => dashed) ? [4, 3] : []);
      if (this.twin && !this.here(i, this.against)) badge(context, this.theme, x, y, r, this.against < this.month);
      if (i === this.selected) this.ring(x, y, r + (state ? 7 : 4), this.theme.accent, 3, []);
      else if (i === this.over) this.ring(x, y, r + (state ? 7 : 4), this.theme.accent, 1.5, []);
    }
    context.globalAlpha = 1;
  }

  ring(x, y, r, colour, width, dash) {
    const { context } = this;
    context.setLineDash(dash);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  }

  // What was found about whom in this month: the words of the findings by person.
  found() {
    const told = new Map(), kinds = new Map(this.data.found.map((kind) => [kind[0], kind]));
    for (const [i, key] of this.at().found) if (kinds.has(key)) (told.get(i) ?? told.set(i, []).get(i)).push(kinds.get(key));
    return told;
  }

  boxes() {
    const dots = [], found = this.found();
    for (let i = 0; i < this.size; i += 1) if (this.here(i)) {
      const [x, y] = this.spot(i);
      if (x > -40 && y > -40 && x < this.wide + 40 && y < this.tall + 40) dots.push({ i, x, y, r: this.radius(i) + (found.has(i) ? 4.5 : 0) + (i === this.selected ? 5 : 0) + (this.twin && !this.here(i, this.against) ? 7 : 0) });
    }
    return dots;
  }

  paintNames(near) {
    const { context, theme } = this, { nodes } = this.data;
    const size = theme.size;
    context.font = `${size}px ${theme.font}`;
    context.textBaseline = "top";
    context.textAlign = "left";
    const dots = this.boxes(), of = new Map(dots.map((dot) => [dot.i, dot])), found = this.found(), wanted = [];
    const fixed = this.fixedWords(size);
    const order = near ? [this.selected, ...[...near].filter((i) => i !== this.selected)] : nodes.label;
    for (const i of order) {
      const dot = of.get(i);
      if (!dot || !nodes.names[i] || (!near && nodes.focus[i] !== "1")) continue;
      const told = (found.get(i) ?? []).map(([, words]) => words);
      const short = nodes.names[i].length > 26 ? `${nodes.names[i].slice(0, 25)}…` : nodes.names[i];
      const tries = (told.length ? [[short, ...told], [short]] : [[short]]).map((lines) => ({
        lines, w: Math.ceil(Math.max(...lines.map((line) => this.widthOf(line)))), h: Math.ceil(size * 1.2 * lines.length),
      }));
      wanted.push({ ...dot, tries, matters: i === this.selected || told.length > 0 });
    }
    const named = new Set(order), few = dots.length <= ALL_NAMES;
    const names = this.names = namesPlaced(wanted, few ? dots : dots.filter((dot) => named.has(dot.i)), this.wide, this.tall, fixed);
    context.lineWidth = 3;
    context.strokeStyle = theme.ground;
    for (const name of names) name.lines.forEach((line, k) => {
      context.globalAlpha = 0.85;
      context.strokeText(line, name.left, name.top + k * size * 1.2 + 1);
      context.globalAlpha = 1;
      context.fillStyle = theme.text;
      context.fillText(line, name.left, name.top + k * size * 1.2 + 1);
    });
  }

  widthOf(line) {
    const widths = (this.widths ??= new Map()), key = `${this.context.font}|${line}`;
    if (!widths.has(key)) { if (widths.size > 20000) widths.clear(); widths.set(key, this.context.measureText(line).width); }
    return widths.get(key);
  }

  // Titles of the blocks and of the band: drawn first, and names keep off them.
  fixedWords(size) {
    const { context, view } = this, boxes = [];
    const write = (words, x, y) => {
      const w = this.widthOf(words), left = Math.min(Math.max(x - w / 2, 4), this.wide - w - 4);
      boxes.push({ x: left, y, w, h: size * 1.2 });
      context.globalAlpha = 0.8;
      context.fillStyle = this.theme.text;
      context.fillText(words, left, y);
      context.globalAlpha = 1;
    };
    if (this.twin) write(this.at().words, 10 + this.widthOf(this.at().words) / 2, 6);
    for (const { words, x, y } of this.titles) write(words, x * view.k + view.x, y * view.k + view.y - size / 2);
    if (this.banded()) {
      const words = "Without ties in all these months";
      write(words, 10 + this.widthOf(words) / 2, (this.tall - this.band) * view.k + view.y + 2);
    }
    return boxes;
  }

  // What stands where, in pixels of the map: for tests that measure.
  measured(place = this.panes.length - 1) {
    return this.within(this.panes[place], () => {
      if (this.twin) this.paintPane(this.panes[place]);
      return this.measuredHere(this.panes[place]);
    });
  }

  measuredHere({ x, y }) {
    return {
      left: x, top: y,
      dots: this.boxes().map(({ i, x, y, r }) => ({ i, x, y, r, id: this.data.nodes.ids[i], alone: this.data.nodes.x[i] < 0 })),
      names: (this.names ?? []).map(({ i, left, top, w, h, lines }) => ({ i, x: left, y: top, w, h, words: lines.join("\n") })),
      wide: this.wide, tall: this.tall, size: this.theme.size, took: this.took, month: this.month, fade: this.fade,
      ties: this.ties().length, looks: this.data.nodes.ids.map((_, i) => (this.here(i) ? JSON.stringify(this.lookOf(this.valueOf(i))) : "")),
    };
  }

  // ---- words ----------------------------------------------------------------------------------------------------------

  words() {
    const month = this.at(), several = this.data.months.length > 1;
    this.time.hidden = !several;
    const told = several ? sentenceOf(this) : month.told, phase = phaseOf(this.data, this.month);
    this.told.hidden = !told;
    this.told.textContent = told;
    this.when.textContent = phase ? `${month.words} · ${phase}` : month.words;
    this.slider.value = String(this.month);
    this.slider.setAttribute("aria-valuetext", phase ? `${month.words}, ${phase}` : month.words);
    const compare = this.root.querySelector('[data-do="compare"]');
    compare.disabled = this.month === 0;
    compare.hidden = this.twin;
    this.root.querySelector('[data-do="twin"]').setAttribute("aria-pressed", String(this.twin));
    this.root.querySelector(".with").hidden = !this.twin;
    this.others.value = String(this.other);
    compare.setAttribute("aria-pressed", String(Boolean(this.compare)));
    this.root.querySelector('[data-do="page"]').hidden = this.month === this.data.now;
    this.frame.dataset.month = month.when;
    this.legend();
    this.noted();
  }

  // The address follows when nothing has moved for a moment.
  noted() {
    clearTimeout(this.toNote);
    this.toNote = setTimeout(() => toAddress(this), PAUSE);
  }

  // Back or forward in the history of the browser: the address tells the month, also to what the page is about to send.
  travelled() {
    this.travels = performance.now() + TRAVEL;
    if (!this.data || location.pathname !== this.path) return;
    this.stop();
    fromAddress(this);
    this.high(this.data.height);
    this.arrange();
    this.words();
    this.draw();
  }

  axis() {
    const { months, phases, started } = this.data;
    this.slider.max = String(months.length - 1);
    this.others.replaceChildren(...months.map(({ words }, k) => Object.assign(element("option", words), { value: String(k) })));
    this.others.value = String(this.other);
    const list = this.root.querySelector(".marks"), style = getComputedStyle(list);
    this.time.hidden = months.length < 2;
    const paper = document.createElement("canvas").getContext("2d");
    paper.font = `${parseFloat(style.fontSize) || 11}px ${style.fontFamily}`;
    marked(list, { months, phases, started }, this.slider.clientWidth - 16, (words) => paper.measureText(words).width);
  }

  legend() {
    const rows = [], seen = new Map(), by = this.choice.colour ?? "group";
    let none = 0, quiet = 0;
    for (const pane of this.panes) this.within(pane, () => { for (let i = 0; i < this.size; i += 1) if (this.here(i)) {
      const value = this.valueOf(i);
      if (value < 0) none += 1; else seen.set(value, (seen.get(value) ?? 0) + 1);
      if (this.data.level === "people" && !this.neighbours()[i].length) quiet += 1;
    } });
    const values = [...seen.keys()].sort((a, b) => (by === "group" ? a - b : seen.get(b) - seen.get(a) || a - b));
    for (const value of values.slice(0, MOST_IN_LEGEND)) {
      const look = this.lookOf(value);
      rows.push([(look.hollow ? HOLLOW : FULL)[SHAPES.indexOf(look.shape)], look.colour, this.wordOf(value)]);
    }
    if (values.length > MOST_IN_LEGEND) rows.push(["…", this.theme.text, `${values.length - MOST_IN_LEGEND} more, each with a sign of its own`]);
    if (none) rows.push(["●", this.colours.neutral, seen.size ? `in no ${by === "group" ? "group" : by}` : "a person"]);
    if (quiet) rows.push(["○", this.theme.text, "pale inside: no tie in this month"]);
    const states = new Set(this.at().found.map(([, key]) => key));
    for (const [key, words, dashed] of this.data.found) if (states.has(key)) rows.push([dashed ? "◌" : "◯", this.theme.text, `${dashed ? "dashed ring" : "ring"}: ${words}`]);
    const ties = this.ties().filter((tie) => this.asksFor(tie) || tie.a === this.selected || tie.b === this.selected);
    if (ties.some((tie) => tie.way !== MERE)) rows.push(["→", this.theme.text, "support, to the one who gets it; thicker is stronger"]);
    if (ties.some((tie) => tie.way === MERE)) rows.push(["┈", this.theme.text, this.data.directed ? "contact without help" : "contact"]);
    if (ties.some((tie) => tie.cools)) rows.push(["╌", this.theme.text, "cooling: at most half as strong as a month before"]);
    if (this.twin) {
      const [before, now] = twoMonths(this), changed = changesBetween(this, before, now), [old, fresh] = [this.at(before).words, this.at(now).words];
      if (changed.appeared) rows.push(["━", this.theme.accent, `new since ${old}`]);
      if (changed.gone) rows.push(["┅", this.theme.text, `gone by ${fresh}`]);
      if (changed.arrived.length) rows.push(["⊕", this.theme.accent, `arrived since ${old}`]);
      if (changed.left.length) rows.push(["⊖", this.theme.text, `left by ${fresh}`]);
    } else if (this.compare && this.month > 0) {
      const before = this.data.months[this.month - 1];
      rows.push(["━", this.theme.accent, `new since ${before.words}`], ["┅", this.theme.text, `gone since ${before.words}`]);
    }
    for (const words of leftOut(this)) rows.push(["⊘", this.theme.text, words]);
    this.root.querySelector(".legend").replaceChildren(...rows.map(([sign, colour, words]) => {
      const item = document.createElement("li"), mark = element("span", sign);
      mark.style.color = colour;
      mark.setAttribute("aria-hidden", "true");
      item.append(mark, element("span", words));
      return item;
    }));
  }

  // Name, team, group and what was found, in one line.
  speak(i) {
    const { nodes } = this.data;
    if (nodes.words) return nodes.words[i];
    const group = this.at().group[i], team = nodes.team[i];
    const told = (this.found().get(i) ?? []).map(([, words]) => words);
    const parts = [nodes.names[i], team >= 0 ? this.data.teams[team] : "", group ? `Group ${group} · ${this.groups.get(group) ?? ""}` : "in no group", ...told];
    if (!this.here(i)) parts.push(this.at().here[i] === "1" ? "hidden by the filter" : "not there in this month");
    return parts.filter(Boolean).join(", ");
  }

  // A few words beside a dot, on the side where they cover the fewest others.
  tip(i) {
    this.hint.hidden = i == null;
    const pane = this.hand && this.panes.includes(this.hand) ? this.hand : this.panes?.at(-1);
    if (i != null) this.within(pane, () => this.tipIn(i, pane));
  }

  tipIn(i, pane) {
    const { nodes } = this.data, allies = this.at().count?.[i] ?? -1;
    const lines = nodes.words ? [nodes.words[i]] : [nodes.names[i], nodes.team[i] >= 0 ? this.data.teams[nodes.team[i]] : "",
      this.at().group[i] ? this.wordOf(this.at().group[i] - 1, "group") : "", allies >= 0 ? `${allies} ${allies === 1 ? "ally" : "allies"}` : "",
      ...(this.found().get(i) ?? []).map(([, words]) => words)];
    this.hint.textContent = lines.filter(Boolean).join("\n");
    const [x, y] = this.spot(i), gap = this.radius(i) + 9, w = this.hint.offsetWidth, h = this.hint.offsetHeight;
    const spots = [[x + gap, y - h / 2], [x - gap - w, y - h / 2], [x - w / 2, y - gap - h], [x - w / 2, y + gap], [x + gap, y - h], [x - gap - w, y - h], [x + gap, y], [x - gap - w, y]];
    const others = this.boxes().filter((dot) => dot.i !== i);
    const covers = ([left, top]) => others.filter((dot) => dot.x > left - dot.r && dot.x < left + w + dot.r && dot.y > top - dot.r && dot.y < top + h + dot.r).length
      + (left < 0 || left + w > this.wide || top < 0 || top + h > this.tall ? 1000 : 0);
    const [left, top] = spots.map((spot) => [covers(spot), spot]).reduce((best, one) => (one[0] < best[0] ? one : best))[1];
    this.hint.style.left = `${pane.x + Math.min(Math.max(left, 0), Math.max(this.wide - w, 0))}px`;
    this.hint.style.top = `${pane.y + Math.min(Math.max(top, 0), Math.max(this.tall - h, 0))}px`;
  }

  // ---- months ---------------------------------------------------------------------------------------------------------

  toMonth(month) {
    const wanted = Math.min(Math.max(month, 0), this.data.months.length - 1);
    if (wanted === this.month) return;
    this.before = this.month;
    this.month = wanted;
    this.since = performance.now();
    this.fade = still() || this.twin ? 1 : 0.01;
    if (this.fade === 1) this.before = wanted;
    if (this.arranged?.startsWith("rings")) this.arrange();
    this.words();
    this.tip(this.over);
    cancelAnimationFrame(this.frameAsked);
    this.frameAsked = null;
    this.paint();
  }

  // Two months beside each other; the month on the slider is one of them.
  beside(on, other = this.month >= 3 ? this.month - 3 : this.data.months.length - 1) {
    this.twin = on;
    this.other = other;
    this.fade = 1;
    this.before = this.month;
    this.tip(null);
    this.high(this.data.height);
    this.arrange();
    this.words();
    this.draw();
  }

  play() {
    if (this.playing) { this.stop(); return; }
    if (this.month >= this.data.months.length - 1) this.toMonth(0);
    this.playing = setInterval(() => {
      if (this.month >= this.data.months.length - 1) this.stop(); else this.toMonth(this.month + 1);
    }, PLAY);
    this.playButton("❚❚", "Stop");
  }

  stop() {
    clearInterval(this.playing);
    this.playing = null;
    this.playButton("▶\uFE0E", "Play the months");
    this.noted();
  }

  playButton(sign, words) {
    const button = this.root.querySelector('[data-do="play"]');
    button.textContent = sign;
    button.setAttribute("aria-label", words);
  }

  // ---- hands ----------------------------------------------------------------------------------------------------------

  place(event) {
    const box = this.canvas.getBoundingClientRect(), [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (!this.fingers.size) this.hand = this.panes?.findLast((pane) => x >= pane.x && y >= pane.y) ?? this.panes?.[0];
    return [x - (this.hand?.x ?? 0), y - (this.hand?.y ?? 0)];
  }

  // Who is under a pointer: the nearest, also a little beside the dot, and further for a finger.
  under(at, reach) { return this.within(this.hand, () => this.underIn(at, reach)); }

  underIn([x, y], reach) {
    let best = null, least = Infinity;
    for (let i = 0; i < this.size; i += 1) {
      if (!this.here(i) || !this.data.nodes.ids[i]) continue;
      const [sx, sy] = this.spot(i), far = Math.hypot(sx - x, sy - y);
      if (far <= Math.max(reach, this.radius(i) + 3) && far < least) { best = i; least = far; }
    }
    return best;
  }

  point(i) {
    if (i === this.over) return;
    this.over = i;
    this.canvas.style.cursor = i == null ? "default" : "pointer";
    this.tip(i);
    this.draw();
  }

  down(event) {
    if (event.button > 0) return;
    this.fingers.set(event.pointerId, { from: this.place(event), at: this.place(event), moved: false, view: { ...this.view } });
    if (event.pointerType === "mouse") this.canvas.setPointerCapture(event.pointerId);
  }

  move(event) {
    const finger = this.fingers.get(event.pointerId), at = this.place(event);
    if (!finger) { if (event.pointerType === "mouse") this.point(this.under(at, TARGET)); return; }
    if (Math.hypot(at[0] - finger.from[0], at[1] - finger.from[1]) > 6) finger.moved = true;
    const before = finger.at, others = [...this.fingers.values()].filter((one) => one !== finger);
    finger.at = at;
    if (others.length) {
      const other = others[0].at;
      finger.moved = others[0].moved = true;
      const was = Math.hypot(before[0] - other[0], before[1] - other[1]), is = Math.hypot(at[0] - other[0], at[1] - other[1]);
      this.view.x += (at[0] - before[0]) / 2;
      this.view.y += (at[1] - before[1]) / 2;
      this.zoom(was > 5 ? is / was : 1, (at[0] + other[0]) / 2, (at[1] + other[1]) / 2);
    } else if (finger.moved) {
      this.view.x += at[0] - before[0];
      this.view.y += at[1] - before[1];
      this.tip(null);
      this.draw();
    }
  }

  up(event, let_go) {
    const finger = this.fingers.get(event.pointerId);
    this.fingers.delete(event.pointerId);
    if (finger && !let_go && !this.fingers.size) { this.view = finger.view; this.draw(); }
    if (!finger || finger.moved || !let_go) return;
    const mouse = event.pointerType === "mouse";
    const picked = this.under(finger.at, mouse ? TARGET : FINGER);
    this.point(mouse ? picked : null);
    this.select(picked, true);
  }

  // The wheel scrolls the page unless somebody works in the map; pinching a touchpad always zooms.
  wheel(event) {
    const focused = this.canvas.getRootNode().activeElement === this.canvas;
    if (!focused && !event.ctrlKey) return;
    event.preventDefault();
    const [x, y] = this.place(event);
    this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
  }

  zoom(by, x = this.wide / 2, y = this.tall / 2) {
    const k = Math.min(Math.max(this.view.k * by, 0.5), 12), share = k / this.view.k;
    this.view = { k, x: x - (x - this.view.x) * share, y: y - (y - this.view.y) * share };
    this.tip(null);
    this.draw();
  }

  act(what) {
    if (what === "fit") { this.view = { k: 1, x: 0, y: 0 }; this.draw(); }
    if (what === "closer") this.zoom(1.25);
    if (what === "further") this.zoom(0.8);
    if (what === "picture") this.picture();
    if (what === "play") this.play();
    if (what === "twin") this.beside(!this.twin);
    if (what === "compare") { this.compare = !this.compare; this.words(); this.draw(); }
    if (what === "page") { this.stop(); this.component.setTriggerValue("month", this.at().when); }
    if (what === "full") (document.fullscreenElement ? document.exitFullscreen() : this.frame.requestFullscreen());
  }

  picture() {
    const copy = document.createElement("canvas");
    copy.width = this.paper.width;
    copy.height = this.paper.height;
    const context = copy.getContext("2d");
    context.fillStyle = this.theme.ground;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(this.paper, 0, 0);
    const link = document.createElement("a");
    link.href = copy.toDataURL("image/png");
    link.download = "ally-map.png";
    link.click();
  }

  select(i, tell) {
    const before = this.selected;
    this.selected = i;
    if (i !== before) {
      this.spoken.textContent = i == null ? "Nobody chosen" : this.speak(i);
      if (this.choice.arrange === "rings") this.arrange();
      if (this.choice.ties !== "all") this.legend();
      if (tell) this.tell(this.idOf(i));
    }
    this.draw();
  }

  // The page is told who is chosen; until it has answered to that, answers to earlier choices change nothing here.
  tell(id) {
    this.told_last = { id, until: performance.now() + ANSWER };
    globalThis.__allyPickers?.[this.component.data.name]?.setStateValue("selected", id);
  }

  outdated(selected) {
    const last = this.told_last;
    if (!last || last.id === selected || performance.now() > last.until) { this.told_last = null; return false; }
    return true;
  }

  // Left and right walk through everyone by name, up and down through the chosen person's colleagues, Enter chooses, Escape lets go.
  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const walk = (to) => { this.select(to, false); this.tip(to); };
    if (step) walk(this.next(step));
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(this.colleague(event.key));
    else if (event.key === "Enter" || event.key === " ") this.tell(this.idOf(this.selected));
    else if (event.key === "Escape") { this.tip(null); this.select(null, false); this.tell(null); }
    else if (event.key === "0") this.act("fit");
    else if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (event.key === "PageUp" || event.key === "PageDown") this.toMonth(this.month + (event.key === "PageUp" ? 1 : -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  next(step) {
    if (!this.size) return null;
    let at = this.selected ?? (step > 0 ? -1 : 0);
    for (let tries = 0; tries < this.size; tries += 1) {
      at = (at + step + this.size) % this.size;
      if (this.here(at) && this.data.nodes.ids[at]) return at;
    }
    return this.selected;
  }

  // Up and down go through the colleagues of the person last chosen by Enter, a click or a walk through everyone.
  colleague(key) {
    const near = this.selected == null ? [] : this.neighbours()[this.selected].filter((i) => this.data.nodes.ids[i]);
    if (!near.length) return this.selected ?? this.next(1);
    return key === "ArrowDown" ? near[0] : near[near.length - 1];
  }

  // How the page asks for the map to be drawn, but for whom it has chosen.
  asked() { return JSON.stringify({ ...this.choice, selected: null }); }

  follow(choice) {
    const before = this.asked();
    this.choice = choice;
    this.kept = this.data.level === "people" ? keptOf(choice.kept, this.size) : null;
    const wanted = this.index.get(choice.selected) ?? null;
    if (wanted !== this.selected && !this.outdated(choice.selected ?? null)) this.select(wanted, false);
    if (this.asked() !== before) {
      this.arrange();
      this.words();
      this.draw();
      this.frame.dataset.drawn = String(this.data.nodes.ids.filter((_, i) => this.here(i)).length);
    }
  }

  end() {
    this.stop();
    clearTimeout(this.toNote);
    this.watch.disconnect();
    cancelAnimationFrame(this.frameAsked);
  }
}

export default function (component) {
  const root = component.parentElement, { name } = component.data;
  const follow = () => {
    const choice = globalThis.__allyChoice?.[name], selected = globalThis.__allyPicked?.[name], map = MAPS.get(root);
    if (map && choice) map.follow({ ...choice, selected });
  };
  if (!MAPS.has(root)) MAPS.set(root, new AllyMap(root, component));
  MAPS.get(root).show(component);
  follow();
  const travelled = () => MAPS.get(root)?.travelled();
  addEventListener("ally-choice", follow);
  addEventListener("popstate", travelled);
  return () => {
    removeEventListener("ally-choice", follow);
    removeEventListener("popstate", travelled);
    MAPS.get(root)?.end();
    MAPS.delete(root);
  };
}
