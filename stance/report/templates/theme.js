"use strict";
// The switch between light and dark; without a choice the page follows the system.
(() => {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const show = () => {
    button.textContent = isDark() ? "Light page" : "Dark page";
  };
  try {
    const kept = localStorage.getItem("stance-theme");
    if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  } catch {
    // a page opened from disk may have no storage: then the choice holds until it is closed
  }
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("stance-theme", root.dataset.theme);
    } catch {
      // as above
    }
    show();
  });
  system.addEventListener("change", show);
  button.hidden = false;
  show();
})();
