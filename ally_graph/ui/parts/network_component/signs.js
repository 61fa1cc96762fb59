// Signs, shapes and colours that all parts of the map share.

const CODES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SHAPES = ["dot", "square", "triangle", "diamond", "triangleDown"];
const FULL = ["●", "■", "▲", "◆", "▼"], HOLLOW = ["○", "□", "△", "◇", "▽"];
const [RING, DASHED_RING] = ["ring", "ring dashed"];
const WIDTHS = [0.8, 1.5, 2.6, 4.2];
const [MERE, THERE, BACK, BOTH] = [0, 1, 2, 3];
const FADE = 180, PLAY = 1100, ANSWER = 3000, MANY = 2000, TARGET = 12, FINGER = 22;
const USUAL = { name: null, selected: null, arrange: "steady", colour: "group", size: "help_given", ties: "all" };
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
