// Moves the slides of one stage: by keys, a clicker, a tap or a swipe. Nothing moves by itself.
function present(stage, { hash = false, css = "", focus = true } = {}) {
  const slides = [...stage.querySelectorAll(".slide")];
  const black = stage.querySelector(".black");
  const said = stage.querySelector(".said");
  let place = 0, frame = 0, began = null, desk = null, tick = 0;
  const frames = (slide) => [...slide.querySelectorAll(".frame")];
  const say = (words) => { said.textContent = words; };

  function show() {
    slides.forEach((slide, number) => {
      slide.classList.toggle("here", number === place);
      slide.setAttribute("aria-hidden", String(number !== place));
      frames(slide).forEach((one, position) => one.classList.toggle("now", position === (number === place ? frame : 0)));
    });
    const label = slides[place].querySelector(".label");
    if (label) label.textContent = frames(slides[place])[frame].dataset.label || "";
    if (hash) try { location.replace("#" + (place + 1)); } catch (error) { /* the address is a convenience */ }
    say("");
    tell();
  }

  function go(to, at = 0) {
    place = Math.max(0, Math.min(slides.length - 1, to));
    const last = Math.max(0, frames(slides[place]).length - 1);
    frame = Math.max(0, Math.min(last, at));
    began ??= Date.now();
    black.hidden = true;
    show();
  }

  function on() {
    if (frame < frames(slides[place]).length - 1) go(place, frame + 1);
    else if (place < slides.length - 1) go(place + 1);
  }

  function back() {
    if (frame > 0) go(place, frame - 1);
    else if (place > 0) go(place - 1, 1e6);
  }

  function theme(wanted) {
    const now = ["light", "dark", "contrast"].find((name) => stage.classList.contains(name));
    const dark = now ? now !== "light" : matchMedia("(prefers-color-scheme: dark)").matches;
    const next = wanted === "contrast" ? (now === "contrast" ? "light" : "contrast") : dark ? "light" : "dark";
    stage.classList.remove("light", "dark", "contrast");
    stage.classList.add(next);
  }

  function fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (stage.requestFullscreen) stage.requestFullscreen().catch(() => say("This browser does not fill the screen here."));
  }

  const KEYS = {
    ArrowRight: on, ArrowDown: on, PageDown: on, " ": on, Enter: on,
    ArrowLeft: back, ArrowUp: back, PageUp: back, Backspace: back,
    Home: () => go(0), End: () => go(slides.length - 1),
    b: () => { black.hidden = !black.hidden; }, ".": () => { black.hidden = !black.hidden; },
    n: notes, s: notes, f: fill, F5: fill, c: () => theme("contrast"), l: () => theme("other"),
  };

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = event.shiftKey && key === " " ? back : KEYS[key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // The window with notes is written by this page alone; it shows what is said, what comes next, and the time.
  function notes() {
    if (desk && !desk.closed) { desk.focus(); return; }
    desk = open("", "", "popup,width=900,height=720");
    if (!desk) { say("The browser held back the window with notes: allow this page to open it."); return; }
    const page = desk.document;
    page.title = "Notes";
    const style = page.createElement("style");
    style.textContent = css || document.querySelector("style").textContent;
    page.head.append(style);
    page.body.className = "desk";
    desk.addEventListener("keydown", pressed);
    clearInterval(tick);
    tick = setInterval(clock, 1000);
    tell();
    clock();
  }

  function part(page, kind, words, named = "") {
    const made = page.createElement(kind);
    made.textContent = words;
    if (named) made.className = named;
    return made;
  }

  function tell() {
    if (!desk || desk.closed) return;
    const page = desk.document, slide = slides[place], next = slides[place + 1];
    const label = slide.querySelector(".label");
    const clocks = part(page, "p", "", "clock");
    clocks.append(part(page, "span", "", "time"), part(page, "span", "", "spent"),
      part(page, "span", `${place + 1} / ${slides.length}`));
    const heading = slide.querySelector("h2, h1").textContent + (label ? ` · ${label.textContent}` : "");
    const after = part(page, "div", "", "next");
    after.append(part(page, "p", next ? `Next: ${next.querySelector("h2").textContent}` : "This is the last slide."));
    const picture = next && next.querySelector("svg.wide");
    if (picture) {
      const small = part(page, "div", "", "small");
      small.append(page.importNode(picture, true));
      after.append(small);
    }
    page.body.replaceChildren(clocks, part(page, "h2", heading),
      part(page, "p", slide.querySelector(".notes").textContent.replace(/\s+/g, " ").trim(), "words"), after);
    clock();
  }

  function clock() {
    if (!desk || desk.closed) { clearInterval(tick); return; }
    const two = (number) => String(number).padStart(2, "0");
    const now = new Date(), spent = began ? Math.floor((Date.now() - began) / 1000) : 0;
    desk.document.querySelector(".time").textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
    desk.document.querySelector(".spent").textContent = `since the start: ${Math.floor(spent / 60)}:${two(spent % 60)}`;
  }

  let touched = null;
  const area = hash ? document : stage;
  area.addEventListener("keydown", pressed);
  stage.addEventListener("click", (event) => {
    if (getSelection && String(getSelection())) return;
    const box = stage.getBoundingClientRect();
    if (event.clientX - box.left < box.width * 0.25) back(); else on();
  });
  stage.addEventListener("touchstart", (event) => { touched = event.changedTouches[0]; }, { passive: true });
  stage.addEventListener("touchend", (event) => {
    const along = touched ? event.changedTouches[0].clientX - touched.clientX : 0;
    if (Math.abs(along) < 40) return;
    event.preventDefault();
    if (along < 0) on(); else back();
  });
  const wished = hash ? Number(location.hash.slice(1)) : 1;
  place = Number.isInteger(wished) && wished >= 1 && wished <= slides.length ? wished - 1 : 0;
  show();
  if (focus) stage.focus({ preventScroll: true });
  return () => { area.removeEventListener("keydown", pressed); clearInterval(tick); };
}

if (document.currentScript) present(document.querySelector(".stage"), { hash: true });
