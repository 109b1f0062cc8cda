// A search field above a long list: it leaves the lines that have the words, and keeps what is chosen.
(() => {
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  const begin = (input) => {
    const select = document.getElementById(input.dataset.findsIn);
    const status = document.getElementById(input.getAttribute("aria-describedby"));
    const everything = [...select.children];
    const search = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      const chosen = select.value;
      let found = 0;
      const parts = everything.map((part) => {
        const left = part.cloneNode(false);
        for (const option of part.children) {
          const has = words.every((word) => plain(`${part.label} ${option.text}`).includes(word));
          found += has;
          if (has || option.value === chosen) left.append(option.cloneNode(true));
        }
        return left;
      });
      select.replaceChildren(...parts.filter((part) => part.children.length));
      select.value = chosen;
      status.textContent = !words.length ? "" : found ? `${found} / ${total}` : input.dataset.none;
      return words;
    };
    const total = select.options.length;
    input.closest("[hidden]").hidden = false;
    input.addEventListener("input", search);
    // What is typed here is no choice yet: the picture stays until one is made.
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const words = search();
      const first = [...select.options].find((option) =>
        words.every((word) => plain(`${option.parentElement.label} ${option.text}`).includes(word)));
      if (!words.length || !first) return;
      select.value = first.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      select.focus();
    });
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-finds-in]").forEach(begin));
})();
