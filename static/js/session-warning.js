// Asks whether a person is still there before the session ends; any window of theirs may answer.

import { post } from "./post.js"

const channel = "BroadcastChannel" in window ? new BroadcastChannel("portal-session") : null

export function sessionWarning(dialog) {
  const idle = Number(dialog.dataset.idleSeconds) * 1000
  const warning = Number(dialog.dataset.warningSeconds) * 1000
  const remaining = dialog.querySelector("[data-remaining]")
  const announcement = dialog.querySelector("[data-announcement]")
  let endsAt = Date.now() + idle
  let announcedMinute = null

  const extend = (tell = true) => {
    endsAt = Date.now() + idle
    announcedMinute = null
    if (dialog.open) dialog.close()
    if (tell) channel?.postMessage("extended")
  }
  channel?.addEventListener("message", () => extend(false))
  document.addEventListener("portal:session-extended", () => extend())
  // This page itself was a request, so the other windows have the whole time again too.
  channel?.postMessage("extended")

  async function stay() {
    const { ok, signedOut } = await post(dialog.dataset.extendUrl, new FormData())
    if (ok) extend()
    else if (signedOut) endsAt = 0
    else announcement.textContent = remaining.textContent = "soon: the portal did not answer. Try again"
  }

  const inWords = (milliseconds) => {
    const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
    if (seconds >= 60) {
      const minutes = Math.ceil(seconds / 60)
      return `in ${minutes} minute${minutes === 1 ? "" : "s"}`
    }
    return `in ${seconds} second${seconds === 1 ? "" : "s"}`
  }

  function tick() {
    const left = endsAt - Date.now()
    if (left <= 0) {
      clearInterval(timer)
      const unsaved = document.querySelector('[data-module~="unsaved-changes"]')
      if (unsaved) {
        // Leaving would throw the text away: say what happened and let them copy it.
        dialog.querySelector("h2").textContent = "You have been signed out"
        dialog.querySelector(".govuk-body").textContent =
          "What you wrote is still on this page. Close this, copy it, then sign in again."
        dialog.querySelector(".govuk-button-group").remove()
        const close = document.createElement("button")
        close.type = "button"
        close.className = "govuk-button"
        close.textContent = "Close"
        close.addEventListener("click", () => dialog.close())
        dialog.append(close)
        if (!dialog.open) dialog.showModal()
        return
      }
      location.assign(`${dialog.dataset.signInUrl}?next=${encodeURIComponent(location.pathname + location.search)}`)
    } else if (left <= warning) {
      remaining.textContent = inWords(left)
      if (!dialog.open) dialog.showModal()
      const minute = Math.ceil(left / 60000)
      if (minute !== announcedMinute) {
        announcedMinute = minute
        announcement.textContent = `You will be signed out ${inWords(left)}.`
      }
    }
  }

  dialog.querySelector("[data-stay]").addEventListener("click", stay)
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault()
    stay()
  })
  const timer = setInterval(tick, 1000)
}
