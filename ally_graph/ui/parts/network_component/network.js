// Draws people and ties on a canvas: one map per mounted element. When the page runs again only what changed is looked at, so the
// view, the zoom and the month stay. All months are in the data: moving through them asks nobody. Names are text, never markup,
// and people are known by their place in the data, not by their id.

const MAPS = new WeakMap();

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
    this.travels = 0;
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
}

Object.assign(AllyMap.prototype, DRAWING, NAMES, WORDS, MONTHS, HANDS);

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
