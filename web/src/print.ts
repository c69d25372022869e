// A sheet that is made to be printed: a button that opens the browser's own dialogue. Whoever has no scripts prints
// from the browser's menu, as the page says.

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

export {};
