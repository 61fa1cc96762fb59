// What a page will hold is read while the browser waits for its data.
addEventListener("load", () => {
  for (const { href } of document.querySelectorAll('link[rel="modulepreload"]')) import(href);
});
// On a phone the sidebar lies over the page: once something was chosen in it, it goes, so that the page is seen.
{
  const PHONE = matchMedia("(max-width: 767.98px)");
  const MENU = '[data-testid="stSidebar"], [role="listbox"], [role="option"], [data-testid="stPopoverBody"]';
  // What surely chooses something is waited for, however busy the server is; a tap may only have opened a list.
  const CHOICE = '[data-testid="stSidebarNavLink"], [role="option"]';
  const [SOON, AT_LAST] = [1500, 20000];
  let until = 0;
  const remember = (event) => {
    const touched = (what) => event.composedPath().some((part) => part instanceof Element && part.matches(what));
    if (touched(MENU)) until = performance.now() + (touched(CHOICE) ? AT_LAST : SOON);
  };
  for (const kind of ["pointerup", "keydown"]) addEventListener(kind, remember, true);
  const close = () => {
    if (!PHONE.matches || performance.now() > until) return;
    const button = document.querySelector('[data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button');
    if (button) until = 0;
    button?.click();
  };
  const seen = new MutationObserver((changes) => {
    if (changes.some((change) => change.target.dataset.testScriptState === "running")) close();
  });
  seen.observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });
}
