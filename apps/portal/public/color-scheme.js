// Runs before the first paint, as a file of its own because the Content-Security-Policy allows no inline script: sets the
// chosen colour scheme, so that a dark page does not flash white.
(() => {
  let chosen = "auto";
  try {
    chosen = localStorage.getItem("gatehouse-color-scheme") ?? "auto";
  } catch {
    // Storage may be forbidden; the system's scheme is a good answer then.
  }
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-color-scheme", dark ? "dark" : "light");
})();
