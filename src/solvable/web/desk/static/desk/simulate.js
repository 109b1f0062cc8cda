// Sliders beside the fields of the trial: what one moves, the other shows. Without this file the fields do it all.
(() => {
  const language = document.documentElement.lang;
  // As `read_number` of numbers.py reads it, whatever the language.
  const read = (typed) => {
    const bare = typed.replace(/[\s'’]/g, "");
    if (/^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(bare)) return Number(bare.replaceAll(",", ""));
    if (/^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/.test(bare)) return Number(bare.replaceAll(".", "").replace(",", "."));
    return Number(bare.replace(",", "."));
  };
  const bind = (slider) => {
    const field = document.getElementById(slider.dataset.for);
    if (!field || slider.dataset.isBound) return;
    slider.dataset.isBound = "yes";
    slider.hidden = false;
    const follow = () => {
      const value = read(field.value);
      if (Number.isFinite(value)) slider.value = String(value);
    };
    follow();
    field.addEventListener("input", follow);
    slider.addEventListener("input", () => {
      field.value = Number(slider.value).toLocaleString(language);
    });
  };
  const bindAll = () => document.querySelectorAll("input[type=range][data-for]").forEach(bind);
  const mark = () => {
    for (const field of document.querySelectorAll(".trial-field > input[name]")) {
      const complaint = document.getElementById(`complaint-${field.name}`);
      if (complaint && complaint.textContent.trim()) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  };
  bindAll();
  document.addEventListener("htmx:afterSettle", () => { bindAll(); mark(); });
})();
