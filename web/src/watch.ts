// An open matter: when its page comes back into sight, or the connection comes back, it asks once whether the matter
// has changed (the page's version is its ETag) and says so. Nothing runs while nobody looks.

const shown = document.querySelector<HTMLElement>("[data-version]");

/** The version that the server has now; nothing where it can't be asked. */
async function version(): Promise<string | undefined> {
  try {
    const answer = await fetch(location.pathname, { method: "HEAD", signal: AbortSignal.timeout(10_000) });
    return answer.headers.get("etag")?.replace(/\D/g, "");
  } catch {
    return undefined;
  }
}

async function look(): Promise<void> {
  const place = document.querySelector<HTMLElement>("#changed");
  const told = place?.querySelector("template");
  if (document.visibilityState !== "visible" || !shown || !place || !told) return;
  const now = await version();
  if (now && now !== shown.dataset["version"] && told.isConnected) told.replaceWith(told.content);
}

document.addEventListener("visibilitychange", () => void look());
window.addEventListener("online", () => void look());
// A page that the browser kept while its reader was elsewhere.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) void look();
});
