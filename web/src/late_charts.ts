// Loads the charts' bundle when the page has been painted: nobody waits for it, and whoever has no scripts reads the
// table beneath each chart.

interface Charts {
  draw(place: HTMLElement): void;
}

async function load(place: HTMLElement): Promise<void> {
  const bundle = place.dataset["bundle"];
  if (!bundle) return;
  const charts = (await import(bundle)) as Charts;
  charts.draw(place);
}

requestAnimationFrame(() => {
  setTimeout(() => document.querySelectorAll<HTMLElement>("[data-chart]").forEach((place) => void load(place)), 0);
});
