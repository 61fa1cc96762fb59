// Names beside dots, titles of blocks, and what stands where, for tests that measure.

const NAMES = {
  boxes() {
    const dots = [], found = this.found();
    for (let i = 0; i < this.size; i += 1) if (this.here(i)) {
      const [x, y] = this.spot(i);
      if (x > -40 && y > -40 && x < this.wide + 40 && y < this.tall + 40) dots.push({ i, x, y, r: this.radius(i) + (found.has(i) ? 4.5 : 0) + (i === this.selected ? 5 : 0) + (this.twin && !this.here(i, this.against) ? 7 : 0) });
    }
    return dots;
  },

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
  },

  widthOf(line) {
    const widths = (this.widths ??= new Map()), key = `${this.context.font}|${line}`;
    if (!widths.has(key)) { if (widths.size > 20000) widths.clear(); widths.set(key, this.context.measureText(line).width); }
    return widths.get(key);
  },

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
      const top = (this.tall - this.band) * view.k + view.y;
      write(words, 10 + this.widthOf(words) / 2, top + 2);
      boxes.push({ x: 0, y: top - 1, w: this.wide, h: 2 });
    }
    return boxes;
  },

  // What stands where, in pixels of the map: for tests that measure.
  measured(place = this.panes.length - 1) {
    return this.within(this.panes[place], () => {
      if (this.twin) this.paintPane(this.panes[place]);
      return this.measuredHere(this.panes[place]);
    });
  },

  measuredHere({ x, y }) {
    return {
      left: x, top: y,
      dots: this.boxes().map(({ i, x, y, r }) => ({ i, x, y, r, id: this.data.nodes.ids[i], alone: this.data.nodes.x[i] < 0 })),
      names: (this.names ?? []).map(({ i, left, top, w, h, lines }) => ({ i, x: left, y: top, w, h, words: lines.join("\n") })),
      wide: this.wide, tall: this.tall, size: this.theme.size, took: this.took, month: this.month, fade: this.fade,
      ties: this.ties().length, looks: this.data.nodes.ids.map((_, i) => (this.here(i) ? JSON.stringify(this.lookOf(this.valueOf(i))) : "")),
    };
  },
};
