// Follows a long piece of work until it ends, then loads the page afresh to show how it ended.

const pace = 700
const slowest = 8000

export function progress(element) {
  const { progressUrl: url, endedStates } = element.dataset
  const ended = new Set(endedStates.split(" "))
  if (!url || ended.has(element.dataset.state)) return

  const bar = element.querySelector("progress")
  const label = element.querySelector("[data-progress-label]")
  const count = element.querySelector("[data-progress-count]")
  const html = element.querySelector("[data-progress-html]")
  const announcement = element.querySelector("[data-progress-announcement]")
  let wait = pace
  let announcedQuarter = 0

  function show({ done, total, label: words, html: markup }) {
    bar.max = total || 1
    bar.value = done
    if (label.textContent !== words) label.textContent = words
    count.textContent = `${done} of ${total}`
    // Our own server's markup from the same origin, escaped there.
    if (markup !== undefined && html.innerHTML !== markup) html.innerHTML = markup
    const quarter = Math.floor((4 * done) / (total || 1))
    if (quarter > announcedQuarter) {
      announcedQuarter = quarter
      announcement.textContent = `${done} of ${total}. ${words}`
    }
  }

  async function look() {
    try {
      const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } })
      if (response.redirected || response.status === 403 || response.status === 404) return location.reload()
      if (!response.ok) throw new Error(String(response.status))
      const answer = await response.json()
      show(answer)
      if (ended.has(answer.state)) return location.reload()
      wait = pace
    } catch {
      // The portal may be starting again: the work goes on, so ask less often instead of giving up.
      wait = Math.min(slowest, wait * 2)
      label.textContent = "Waiting for the portal to answer. The work goes on meanwhile."
    }
    setTimeout(look, wait)
  }
  setTimeout(look, pace)
}
