// A second click on a button, a moment after the first, sends nothing; GOV.UK's own guard covers its buttons only.

const moment = 3000

export function sendOnce(form) {
  let sentAt = 0
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return
    const now = Date.now()
    if (now - sentAt < moment) event.preventDefault()
    else sentAt = now
  })
  // The page may come back from the browser's memory with the guard still up.
  addEventListener("pageshow", () => {
    sentAt = 0
  })
}
