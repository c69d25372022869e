// A browser says what it says of fields in its own language, which need not be the page's. Our words stand over its
// button for files, and in what it says of a field that must be filled in. Without scripts the browser's own remain.

for (const pick of document.querySelectorAll<HTMLElement>(".file-pick")) {
  const input = pick.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) continue;
  const choose = document.createElement("span");
  choose.className = "button small";
  choose.textContent = pick.dataset["choose"] ?? "";
  const names = document.createElement("span");
  names.className = "file-names";
  for (const part of [choose, names]) part.setAttribute("aria-hidden", "true");
  const tell = (): void => {
    const chosen = [...(input.files ?? [])].map((file) => file.name);
    names.textContent = chosen.join("、") || (pick.dataset["none"] ?? "");
  };
  pick.append(choose, names);
  pick.classList.add("ours");
  input.addEventListener("change", tell);
  input.form?.addEventListener("reset", () => setTimeout(tell));
  tell();
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** What is missing, in the page's language; anything else is said by the page once the form came in. */
function missing(field: Field): string {
  const said = document.body.dataset;
  if (field.type === "checkbox" || field.type === "radio") return said["tick"] ?? "";
  return (field.type === "file" ? said["file"] : said["need"]) ?? "";
}

document.addEventListener("invalid", (event) => {
  const field = event.target as Field;
  field.setCustomValidity("");
  if (field.validity.valueMissing) field.setCustomValidity(missing(field));
}, true);
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => (event.target as Partial<Field>).setCustomValidity?.(""), true);
}

// Enter in a field that completes names takes the name and goes on, where the form asks for more than that one: what is
// assigned to the wrong unit can't be taken back. Whoever means to send it has its button.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !(field instanceof HTMLInputElement)) return;
  if (!field.hasAttribute("list") || field.form?.method !== "post") return;
  const seen = [...field.form.elements].filter((one): one is HTMLElement => one instanceof HTMLElement && one.checkVisibility());
  const typed = seen.filter((one) => one.matches("textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])"));
  const next = seen.slice(seen.indexOf(field) + 1).find((one) => one.matches("input, select, textarea, button"));
  if (typed.length < 2 || !next) return;
  event.preventDefault();
  next.focus();
});

export {};
