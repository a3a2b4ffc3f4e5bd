// Turns the pages of a pack with the arrow keys, where nothing else is listening to them.

const directions = { ArrowLeft: "prev", ArrowRight: "next" }

export function turnPages(element) {
  document.addEventListener("keydown", (event) => {
    const isBusy = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented
    if (isBusy || event.target.closest("input, textarea, select, [contenteditable]")) return
    element.querySelector(`a[rel="${directions[event.key]}"]`)?.click()
  })
}
