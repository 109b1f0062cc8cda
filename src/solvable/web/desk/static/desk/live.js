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
  // Who changes the language comes back to what was chosen meanwhile.
  document.addEventListener("htmx:pushedIntoHistory", (event) => {
    const next = document.querySelector(".languages [name=next]");
    if (next) next.value = event.detail.path;
  });
})();
