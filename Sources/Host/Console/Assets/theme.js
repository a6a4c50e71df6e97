// Runs before the first paint, so that a chosen scheme does not flash the other one.
try {
  const scheme = localStorage.getItem("gemz.scheme");
  if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
} catch {
  // Storage is switched off: the system's scheme it is.
}
