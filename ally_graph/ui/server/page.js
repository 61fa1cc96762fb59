// What a page will hold is read while the browser waits for its data.
addEventListener("load", () => {
  for (const { href } of document.querySelectorAll('link[rel="modulepreload"]')) import(href);
});
// On a phone the sidebar lies over the page: once something was chosen in it, it goes, so that the page is seen.
{
  const PHONE = matchMedia("(max-width: 767.98px)");
  const MENU = '[data-testid="stSidebar"], [role="listbox"], [role="option"], [data-testid="stPopoverBody"]';
  const SOON = 1500;
  let chosen = -SOON;
  const remember = (event) => {
    if (event.composedPath().some((part) => part instanceof Element && part.matches(MENU))) chosen = performance.now();
  };
  for (const kind of ["pointerup", "keydown"]) addEventListener(kind, remember, true);
  const close = () => {
    if (!PHONE.matches || performance.now() - chosen > SOON) return;
    document.querySelector('[data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button')?.click();
  };
  const seen = new MutationObserver((changes) => {
    if (changes.some((change) => change.target.dataset.testScriptState === "running")) close();
  });
  seen.observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });
}
