// Begins the slides within the page. When the page runs again, only another deck starts anew.
const STAGES = new WeakMap();

function begin(root, data) {
  const host = root.querySelector(".host");
  host.innerHTML = data.slides;
  const stage = host.querySelector(".stage");
  stage.classList.add("inline", data.dark ? "dark" : "light");
  const end = present(stage, { css: STYLE, focus: false });
  const press = (key) => stage.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  root.querySelector(".fill").onclick = () => { stage.focus({ preventScroll: true }); press("f"); };
  root.querySelector(".back").onclick = () => press("ArrowLeft");
  root.querySelector(".on").onclick = () => press("ArrowRight");
  root.querySelector(".desk-button").onclick = () => press("n");
  return { sign: data.sign, end };
}

export default function ({ parentElement: root, data }) {
  if (STAGES.get(root)?.sign !== data.sign) {
    STAGES.get(root)?.end();
    STAGES.set(root, begin(root, data));
  }
  return () => { STAGES.get(root)?.end(); STAGES.delete(root); };
}
