// Draws ties and dots on the canvas, in one picture or in two. What a map is able to do here is added to it in network.js.

const DRAWING = {
  draw() {
    if (this.frameAsked) return;
    this.frameAsked = requestAnimationFrame(() => { this.frameAsked = null; this.paint(); });
  },

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
  },

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
  },

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
  },

  step() {
    if (this.fade >= 1) return;
    this.fade = Math.min((performance.now() - this.since) / FADE, 1);
    if (this.fade >= 1) { this.before = this.month; this.draw(); }
  },

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
  },

  // Whether somebody stands in the band this month; its room is kept in any case, so that nobody moves.
  banded() { return this.data.nodes.x.some((x, i) => x < 0 && this.here(i)); },

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
  },

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
  },

  // Whether ties of this kind and strength are asked for; those of the chosen person always are.
  asksFor(tie) {
    const only = this.choice.ties ?? "all";
    if (tie.level < (this.choice.strength ?? 0)) return false;
    return only === "all" || (only === "support" && tie.way !== MERE) || (only === "contact" && tie.way === MERE)
      || (only === "strong" && tie.level >= 2) || (only === "cooling" && tie.cools);
  },

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
  },

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
  },

  // Somebody who is there this month, or is just leaving.
  drawable(i) { return this.here(i) || (this.fade < 1 && this.here(i, this.before)); },

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
  },

  ring(x, y, r, colour, width, dash) {
    const { context } = this;
    context.setLineDash(dash);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  },

  // What was found about whom in this month: the words of the findings by person.
  found() {
    const told = new Map(), kinds = new Map(this.data.found.map((kind) => [kind[0], kind]));
    for (const [i, key] of this.at().found) if (kinds.has(key)) (told.get(i) ?? told.set(i, []).get(i)).push(kinds.get(key));
    return told;
  },
};
