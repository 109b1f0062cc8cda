// Parts of a page that are brought up to date without reloading it (htmx): say so where that fails, instead of
// leaving old figures on screen as if they were the answer.
(() => {
  const show = (isShown) => {
    const notice = document.getElementById("not-updated");
    if (notice) notice.hidden = !isShown;
  };
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout", "htmx:swapError"]) {
    document.addEventListener(failure, () => show(true));
  }
  document.addEventListener("htmx:afterSwap", () => show(false));
  // A sign for whoever waits; an answer that comes at once needs none.
  let nAsked = 0, later = 0;
  const wait = (n) => {
    nAsked = Math.max(nAsked + n, 0);
    clearTimeout(later);
    const sign = document.getElementById("waiting");
    if (!sign) return;
    if (!nAsked) sign.textContent = "";
    else later = setTimeout(() => { sign.textContent = sign.dataset.words; }, 400);
  };
  document.addEventListener("htmx:beforeSend", () => wait(1));
  document.addEventListener("htmx:afterRequest", () => wait(-1));
  // Who changes the language comes back to what was chosen meanwhile.
  document.addEventListener("htmx:pushedIntoHistory", (event) => {
    const next = document.querySelector(".languages [name=next]");
    if (next) next.value = event.detail.path;
  });
})();
