// Ledgers dragged onto the upload page are handed in one after the other, each like a form that is sent; the
// field for a file stays, for whoever has no mouse or no script.

const form = document.querySelector<HTMLFormElement>("form[data-drop]");

/** Sends one file; gives the address of its preview, or throws with the page's own sentence. */
async function handIn(to: HTMLFormElement, file: File, bar: HTMLProgressElement): Promise<string> {
  const body = new FormData();
  body.append("csrf", to.dataset["csrf"] ?? "");
  body.append("file", file);
  const answer = await fetch(to.action, { method: "POST", body });
  const page = await pageOf(answer);
  if (!answer.redirected || new URL(answer.url).pathname === "/ledgers") {
    throw new Refused(why(page));
  }
  await beingRead(answer.url, page, bar);
  return answer.url;
}

/** At the field, else the reason of a refusal or an error's page. */
function why(page: Document): string {
  const said = ["#file-error", "main .refusal dd", "main p"].map((place) => page.querySelector(place));
  return said.find((element) => element !== null)?.textContent ?? "";
}

async function pageOf(answer: Response): Promise<Document> {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** While a large file is being read its page says how far that has come; so does the bar. */
async function beingRead(address: string, first: Document, bar: HTMLProgressElement): Promise<void> {
  let page = first;
  for (let work = running(page); work; work = running(page)) {
    if (work.hasAttribute("value")) [bar.max, bar.value] = [work.max, work.value];
    await new Promise((done) => setTimeout(done, 1_500));
    page = await pageOf(await fetch(address));
  }
  const failed = page.querySelector("main .note.bad[role=alert]");
  if (failed) throw new Refused(failed.textContent ?? "");
}

function running(page: Document): HTMLProgressElement | null {
  return page.querySelector<HTMLProgressElement>("main progress.wide");
}

class Refused extends Error {}

function line(list: HTMLElement, file: File, words: DOMStringMap): { item: HTMLLIElement; bar: HTMLProgressElement } {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", `${words["sending"] ?? ""} ${file.name}`);
  const state = document.createElement("span");
  state.className = "soft";
  state.textContent = words["sending"] ?? "";
  item.append(name, bar, state);
  list.append(item);
  return { item, bar };
}

function settle(item: HTMLLIElement, what: string, badge: string, more: Node | string): void {
  item.querySelector("progress")?.remove();
  const state = item.lastElementChild;
  if (state) {
    state.className = badge;
    state.textContent = what;
  }
  item.append(more);
}

/** One after the other: each may take a few hundred megabytes of the server for a moment. */
async function handInAll(to: HTMLFormElement, list: HTMLElement, files: File[]): Promise<void> {
  const words = to.dataset;
  const lines = files.map((file) => ({ file, ...line(list, file, words) }));
  const read: string[] = [];
  for (const { file, item, bar } of lines) {
    try {
      const address = await handIn(to, file, bar);
      read.push(address);
      const link = document.createElement("a");
      link.href = address;
      link.textContent = words["open"] ?? "";
      settle(item, words["read"] ?? "", "badge ok", link);
    } catch (error) {
      const why = error instanceof Refused ? error.message : (words["lost"] ?? "");
      settle(item, words["unread"] ?? "", "badge bad", why);
    }
  }
  if (files.length === 1 && read[0]) location.assign(read[0]);
}

function begin(to: HTMLFormElement): void {
  const zone = to.querySelector<HTMLElement>("[data-drop-zone]");
  const list = to.querySelector<HTMLElement>(".dropped");
  if (!zone || !list) return;
  const here = zone.textContent;
  const leave = document.createElement("p");
  leave.className = "hint";
  leave.hidden = true;
  leave.textContent = to.dataset["leaving"] ?? "";
  list.after(leave);
  const over = (is: boolean) => {
    zone.classList.toggle("over", is);
    zone.textContent = is ? (to.dataset["dropNow"] ?? "") : here;
  };
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) over(false);
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    list.hidden = false;
    leave.hidden = files.length < 2;
    void handInAll(to, list, files);
  });
}

if (form) begin(form);
export {};
