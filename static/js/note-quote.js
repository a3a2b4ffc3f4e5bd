// Takes the words that a reader selected on a page over into the note's form.
//
// The element has data-quote, the id of the text area; inside it data-note-words holds the page's words and
// data-note-quote the button. Without script the words are copied and pasted by hand.

export function noteQuote(element) {
  const area = document.getElementById(element.dataset.quote)
  const words = element.querySelector("[data-note-words]")
  const offer = element.querySelector("[data-note-quote]")
  if (!area || !words || !offer) return
  const status = offer.querySelector("[role=status]")
  let selected = ""
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection()
    // A press on the button must not lose what was selected before it.
    if (selection.rangeCount && !selection.isCollapsed && words.contains(selection.getRangeAt(0).commonAncestorContainer)) {
      selected = selection.toString().trim()
    }
  })
  offer.hidden = false
  offer.querySelector("button").addEventListener("click", () => {
    if (!selected) {
      status.textContent = "Select some of the words below first."
      return
    }
    area.value = selected
    area.dispatchEvent(new Event("input", { bubbles: true }))
    status.textContent = "The words are in the form."
    area.focus()
  })
}
