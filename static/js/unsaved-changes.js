// Asks before a page with unsaved answers is left.

export function unsavedChanges(form) {
  const answers = () => {
    const pairs = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken")
    return JSON.stringify(pairs.map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.size}` : value]))
  }
  let saved = answers()
  let sending = false

  form.addEventListener("submit", (event) => {
    sending = !event.defaultPrevented
  })
  form.addEventListener("portal:saved", () => {
    saved = answers()
  })
  addEventListener("pageshow", () => {
    sending = false
  })
  addEventListener("beforeunload", (event) => {
    // Answers that came back with an error are unsaved however little has changed since.
    const returned = document.querySelector(".govuk-error-summary") !== null
    if (!sending && (returned || answers() !== saved)) event.preventDefault()
  })
}
