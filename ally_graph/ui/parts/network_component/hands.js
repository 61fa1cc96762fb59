// What hands do: pointers, fingers, the wheel, buttons and keys.

const HANDS = {
  place(event) {
    const box = this.canvas.getBoundingClientRect(), [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (!this.fingers.size) this.hand = this.panes?.findLast((pane) => x >= pane.x && y >= pane.y) ?? this.panes?.[0];
    return [x - (this.hand?.x ?? 0), y - (this.hand?.y ?? 0)];
  },

  // Who is under a pointer: the nearest, also a little beside the dot, and further for a finger.
  under(at, reach) { return this.within(this.hand, () => this.underIn(at, reach)); },

  underIn([x, y], reach) {
    let best = null, least = Infinity;
    for (let i = 0; i < this.size; i += 1) {
      if (!this.here(i) || !this.data.nodes.ids[i]) continue;
      const [sx, sy] = this.spot(i), far = Math.hypot(sx - x, sy - y);
      if (far <= Math.max(reach, this.radius(i) + 3) && far < least) { best = i; least = far; }
    }
    return best;
  },

  point(i) {
    if (i === this.over) return;
    this.over = i;
    this.canvas.style.cursor = i == null ? "default" : "pointer";
    this.tip(i);
    this.draw();
  },

  down(event) {
    if (event.button > 0) return;
    this.fingers.set(event.pointerId, { from: this.place(event), at: this.place(event), moved: false, view: { ...this.view } });
    if (event.pointerType === "mouse") this.canvas.setPointerCapture(event.pointerId);
  },

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
  },

  up(event, let_go) {
    const finger = this.fingers.get(event.pointerId);
    this.fingers.delete(event.pointerId);
    if (finger && !let_go && !this.fingers.size) { this.view = finger.view; this.draw(); }
    if (!finger || finger.moved || !let_go) return;
    const mouse = event.pointerType === "mouse";
    const picked = this.under(finger.at, mouse ? TARGET : FINGER);
    this.point(mouse ? picked : null);
    this.select(picked, true);
  },

  // The wheel scrolls the page unless somebody works in the map; pinching a touchpad always zooms.
  wheel(event) {
    const focused = this.canvas.getRootNode().activeElement === this.canvas;
    if (!focused && !event.ctrlKey) return;
    event.preventDefault();
    const [x, y] = this.place(event);
    this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
  },

  zoom(by, x = this.wide / 2, y = this.tall / 2) {
    const k = Math.min(Math.max(this.view.k * by, 0.5), 12), share = k / this.view.k;
    this.view = { k, x: x - (x - this.view.x) * share, y: y - (y - this.view.y) * share };
    this.tip(null);
    this.draw();
  },

  act(what) {
    if (what === "fit") { this.view = { k: 1, x: 0, y: 0 }; this.draw(); }
    if (what === "closer") this.zoom(1.25);
    if (what === "further") this.zoom(0.8);
    if (what === "picture") this.picture();
    if (what === "play") this.play();
    if (what === "twin") this.beside(!this.twin);
    if (what === "compare") { this.travels = 0; this.compare = !this.compare; this.words(); this.draw(); }
    if (what === "page") { this.stop(); this.component.setTriggerValue("month", this.at().when); }
    if (what === "full") (document.fullscreenElement ? document.exitFullscreen() : this.frame.requestFullscreen());
  },

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
  },

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
  },

  // The page is told who is chosen; until it has answered to that, answers to earlier choices change nothing here.
  tell(id) {
    this.told_last = { id, until: performance.now() + ANSWER };
    globalThis.__allyPickers?.[this.component.data.name]?.setStateValue("selected", id);
  },

  outdated(selected) {
    const last = this.told_last;
    if (!last || last.id === selected || performance.now() > last.until) { this.told_last = null; return false; }
    return true;
  },

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
  },

  next(step) {
    if (!this.size) return null;
    let at = this.selected ?? (step > 0 ? -1 : 0);
    for (let tries = 0; tries < this.size; tries += 1) {
      at = (at + step + this.size) % this.size;
      if (this.here(at) && this.data.nodes.ids[at]) return at;
    }
    return this.selected;
  },

  // Up and down go through the colleagues of the person last chosen by Enter, a click or a walk through everyone.
  colleague(key) {
    const near = this.selected == null ? [] : this.neighbours()[this.selected].filter((i) => this.data.nodes.ids[i]);
    if (!near.length) return this.selected ?? this.next(1);
    return key === "ArrowDown" ? near[0] : near[near.length - 1];
  },

  // How the page asks for the map to be drawn, but for whom it has chosen; before it has said so, as usual.
  asked() { return JSON.stringify({ ...USUAL, ...this.choice, name: null, selected: null }); },

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
  },

  end() {
    this.stop();
    clearTimeout(this.toNote);
    this.watch.disconnect();
    cancelAnimationFrame(this.frameAsked);
  },
};
