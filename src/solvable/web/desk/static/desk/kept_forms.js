// Forms whose text must not be lost: sent without leaving the page, so that a lost connection or a failing server
// leaves everything as it was typed. Without this file they are plain forms; the server records each once either way.
(() => {
  const failed = (form) => {
    const notice = form.querySelector("[data-lost]");
    notice.hidden = false;
    notice.setAttribute("role", "alert");
    notice.focus();
  };
  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.title = page.title;
    (document.querySelector("main [aria-invalid], main fieldset[aria-describedby] input") ||
      document.querySelector("main")).focus();
    window.scrollTo({ top: 0 });
    document.querySelector("main [aria-invalid], main fieldset[aria-describedby] input")?.scrollIntoView({ block: "center" });
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-kept]");
    if (!form) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    form.querySelector("[data-lost]").hidden = true;
    try {
      // A redirect is not followed here: the page that it leads to is opened as a page, with its own address.
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      if (answer.type === "opaqueredirect") location.assign(form.dataset.kept);
      else if (answer.status >= 500) failed(form);
      else show(await answer.text());
    } catch {
      failed(form);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
})();
