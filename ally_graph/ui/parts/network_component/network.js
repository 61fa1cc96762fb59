// Draws people and ties with vis-network on a canvas. One map per mounted element: when the page runs again, only what changed
// is passed on, so the view, the zoom and people who were dragged stay where they are. Names are text, never markup.

const MAPS = new WeakMap();

// vis-network keeps dots under their ids in plain objects, where "constructor" and "__proto__" are there already. Within the
// map every id has a sign in front of it; outside it never has.
const inside = (id) => (id == null ? null : `#${id}`);
const outside = (id) => (id == null ? null : id.slice(1));

function library() {
  return new Promise((done) => {
    const look = () => (globalThis.__allyVis ? done(globalThis.__allyVis) : setTimeout(look, 10));
    look();
  });
}

function themeOf(element) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  return {
    text: read("--st-text-color", "#23262b"),
    ground: read("--st-background-color", "#fbfaf8"),
    accent: read("--st-primary-color", "#1f5f8b"),
    font: read("--st-font", "sans-serif"),
  };
}

function textNode(words) {
  const element = document.createElement("div");
  element.textContent = words;
  return element;
}

function options(theme, count) {
  return {
    physics: { enabled: false },
    layout: { improvedLayout: false },
    interaction: { hover: true, hideEdgesOnDrag: count > 200, hideEdgesOnZoom: count > 200, tooltipDelay: 120, zoomSpeed: 0.6 },
    nodes: { font: { color: theme.text, size: 15, face: theme.font, strokeWidth: 4, strokeColor: theme.ground, vadjust: -2 } },
    edges: { smooth: false, arrows: { to: { scaleFactor: 0.45 }, from: { scaleFactor: 0.45 } }, selectionWidth: 1 },
  };
}

function nodeRow(node, theme) {
  const highlight = { background: node.color.background, border: theme.accent };
  return {
    ...node,
    id: inside(node.id),
    title: textNode(node.title),
    color: { ...node.color, highlight, hover: highlight },
    font: { color: theme.text, strokeColor: theme.ground },
  };
}

function edgeRow(edge, theme) {
  const color = { color: theme.text, opacity: edge.faint ? 0.06 : 0.2, highlight: theme.accent, hover: theme.accent };
  return { ...edge, id: inside(edge.id), from: inside(edge.from), to: inside(edge.to), color };
}

// Bring a vis DataSet up to date with the rows; returns whether anything was added or removed.
function update(dataset, known, rows, convert, keepPlace) {
  const wanted = new Set(rows.map((row) => inside(row.id)));
  const gone = dataset.getIds().filter((id) => !wanted.has(id));
  const fresh = [];
  let added = gone.length > 0;
  for (const row of rows) {
    const sign = JSON.stringify(row);
    if (known.get(row.id) === sign) continue;
    const converted = convert(row);
    if (known.has(row.id) && keepPlace) { delete converted.x; delete converted.y; }
    added ||= !known.has(row.id);
    known.set(row.id, sign);
    fresh.push(converted);
  }
  gone.forEach((id) => known.delete(outside(id)));
  if (gone.length) dataset.remove(gone);
  if (fresh.length) dataset.update(fresh);
  return added;
}

function drawLegend(list, lines) {
  list.replaceChildren(...lines.map(([sign, colour, words]) => {
    const item = document.createElement("li");
    const mark = document.createElement("span");
    const text = document.createElement("span");
    mark.textContent = sign;
    mark.style.color = colour;
    mark.setAttribute("aria-hidden", "true");
    text.textContent = words;
    item.append(mark, text);
    return item;
  }));
}

class AllyMap {
  constructor(vis, root, component) {
    this.root = root;
    this.frame = root.querySelector(".frame");
    this.canvas = root.querySelector(".canvas");
    this.spoken = root.querySelector(".spoken");
    this.component = component;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.knownNodes = new Map();
    this.knownEdges = new Map();
    this.selected = null;
    this.near = null;
    this.size(component.data.height);
    const settings = options(themeOf(this.canvas), component.data.nodes.length);
    this.network = new vis.Network(this.canvas, { nodes: this.nodes, edges: this.edges }, settings);
    this.listen();
  }

  listen() {
    this.network.on("click", (event) => this.select(event.nodes[0] ?? null, true));
    this.network.on("hoverNode", () => { this.canvas.style.cursor = "pointer"; });
    this.network.on("blurNode", () => { this.canvas.style.cursor = "default"; });
    this.network.on("afterDrawing", (context) => this.drawNear(context));
    this.root.querySelector(".tools").onclick = (event) => this.act(event.target.dataset.do);
    this.canvas.onkeydown = (event) => this.key(event);
    this.watch = new ResizeObserver(() => this.fitOnce());
    this.watch.observe(this.canvas);
  }

  // As high as asked for, less on a narrow or a low screen.
  size(height) {
    const wide = this.root.querySelector(".frame").clientWidth || height;
    const room = Math.min(height, Math.round(wide * 1.05), innerHeight - 300);
    this.canvas.style.height = `${Math.max(320, room)}px`;
  }

  // A map drawn while its tab was still without a size is fitted when it gets one.
  fitOnce() {
    const wide = this.canvas.clientWidth;
    if (wide && wide !== this.width) {
      this.width = wide;
      this.network.setSize("100%", `${this.canvas.clientHeight}px`);
      this.network.redraw();
      this.network.fit({ animation: false });
    }
  }

  show(component) {
    this.component = component;
    const { nodes, edges, legend, label, empty } = component.data;
    const theme = themeOf(this.canvas);
    const look = JSON.stringify(theme);
    if (look !== this.look) { this.knownNodes.clear(); this.knownEdges.clear(); this.look = look; }
    const moved = update(this.nodes, this.knownNodes, nodes, (node) => nodeRow(node, theme), true);
    update(this.edges, this.knownEdges, edges, (edge) => edgeRow(edge, theme), false);
    if (moved) this.network.fit({ animation: false });
    drawLegend(this.root.querySelector(".legend"), legend);
    this.canvas.setAttribute("aria-label", label);
    const note = this.root.querySelector(".note");
    note.hidden = nodes.length > 0;
    note.textContent = empty;
    this.select(this.selected, false);
    this.frame.dataset.drawn = String(this.network.body.nodeIndices.length);
  }

  select(id, tell) {
    const found = id != null && this.nodes.get(id) ? id : null;
    const before = this.selected;
    this.selected = found;
    this.network.unselectAll();
    if (found != null) this.network.selectNodes([found], true);
    this.near = found == null ? null
      : { nodes: [...this.network.getConnectedNodes(found), found], edges: this.network.getConnectedEdges(found) };
    this.network.redraw();
    if (found !== before) this.spoken.textContent = found == null ? "Nobody chosen" : this.nodes.get(found).words;
    if (tell && found !== before) this.component.setStateValue("selected", outside(found));
  }

  // Fade everything, then paint the chosen person, their ties and their colleagues once more on top.
  drawNear(context) {
    if (!this.near) return;
    const surface = this.canvas.querySelector("canvas");
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 0.8;
    context.fillStyle = themeOf(this.canvas).ground;
    context.fillRect(0, 0, surface.width, surface.height);
    context.restore();
    const { nodes, edges } = this.network.body;
    for (const id of this.near.edges) { edges[id]?.draw(context); edges[id]?.drawArrows?.(context); }
    for (const id of this.near.nodes) nodes[id]?.draw(context)?.drawExternalLabel?.();
  }

  act(what) {
    if (what === "fit") this.network.fit({ animation: true });
    if (what === "closer") this.network.moveTo({ scale: this.network.getScale() * 1.25 });
    if (what === "further") this.network.moveTo({ scale: this.network.getScale() / 1.25 });
    if (what === "picture") this.picture();
    if (what === "full") (document.fullscreenElement ? document.exitFullscreen() : this.frame.requestFullscreen());
  }

  picture() {
    const source = this.canvas.querySelector("canvas");
    const copy = document.createElement("canvas");
    copy.width = source.width;
    copy.height = source.height;
    const context = copy.getContext("2d");
    context.fillStyle = themeOf(this.canvas).ground;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(source, 0, 0);
    const link = document.createElement("a");
    link.href = copy.toDataURL("image/png");
    link.download = "ally-map.png";
    link.click();
  }

  // Left and right walk through everyone, up and down through the chosen person's colleagues, Enter chooses, Escape lets go.
  key(event) {
    const ids = this.nodes.getIds();
    if (!ids.length) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) this.select(ids[(ids.indexOf(this.selected) + step + ids.length) % ids.length], false);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.select(this.neighbour(event.key), false);
    else if (event.key === "Enter" || event.key === " ") this.component.setStateValue("selected", outside(this.selected));
    else if (event.key === "Escape") this.select(null, true);
    else if (event.key === "0") this.act("fit");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  neighbour(key) {
    const near = this.selected == null ? this.nodes.getIds() : this.network.getConnectedNodes(this.selected);
    return (key === "ArrowDown" ? near[0] : near[near.length - 1]) ?? this.selected;
  }

  end() {
    this.watch.disconnect();
    this.network.destroy();
  }
}

export default function (component) {
  const root = component.parentElement;
  const name = component.data.name;
  let left = false;
  const follow = () => {
    const choice = globalThis.__allyChoice?.[name];
    const map = MAPS.get(root);
    if (map && choice && inside(choice.selected) !== map.selected) map.select(inside(choice.selected), false);
  };
  const show = (map) => { map.show(component); follow(); };
  addEventListener("ally-choice", follow);
  if (MAPS.has(root)) show(MAPS.get(root));
  else library().then((vis) => {
    if (left) return;
    if (!MAPS.has(root)) MAPS.set(root, new AllyMap(vis, root, component));
    show(MAPS.get(root));
  });
  return () => {
    left = true;
    removeEventListener("ally-choice", follow);
    MAPS.get(root)?.end();
    MAPS.delete(root);
  };
}
