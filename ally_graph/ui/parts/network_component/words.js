// What is said in words: beside the slider, in the legend, at a dot, and for ears.

const WORDS = {
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
  },

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
  },

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
    for (const [key, words, dashed] of this.data.found) if (states.has(key)) rows.push([dashed ? DASHED_RING : RING, this.theme.text, `${dashed ? "dashed ring" : "ring"}: ${words}`]);
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
      const ring = sign === RING || sign === DASHED_RING;
      const item = document.createElement("li"), mark = element("span", ring ? "" : sign);
      if (ring) mark.className = sign;
      mark.style.color = colour;
      mark.setAttribute("aria-hidden", "true");
      item.append(mark, element("span", words));
      return item;
    }));
  },

  // Name, team, group and what was found, in one line.
  speak(i) {
    const { nodes } = this.data;
    if (nodes.words) return nodes.words[i];
    const group = this.at().group[i], team = nodes.team[i];
    const told = (this.found().get(i) ?? []).map(([, words]) => words);
    const parts = [nodes.names[i], team >= 0 ? this.data.teams[team] : "", group ? `Group ${group} · ${this.groups.get(group) ?? ""}` : "in no group", ...told];
    if (!this.here(i)) parts.push(this.at().here[i] === "1" ? "hidden by the filter" : "not there in this month");
    return parts.filter(Boolean).join(", ");
  },

  // A few words beside a dot, on the side where they cover the fewest others.
  tip(i) {
    this.hint.hidden = i == null;
    const pane = this.hand && this.panes.includes(this.hand) ? this.hand : this.panes?.at(-1);
    if (i != null) this.within(pane, () => this.tipIn(i, pane));
  },

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
  },
};
