// Sends a form or some fields to the portal with its token.

export function token() {
  return document.querySelector('input[name="csrfmiddlewaretoken"]')?.value ?? ""
}

/**
 * Posts fields and gives the answer back; a lost connection gives an answer that is not `ok`.
 *
 * The portal answers a request without session by leading to the sign-in page: `signedOut` tells.
 */
export async function post(url, fields) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: fields,
      credentials: "same-origin",
      headers: { "X-CSRFToken": token(), "X-Requested-With": "XMLHttpRequest", Accept: "application/json, text/html" },
    })
    if (response.ok && !response.redirected) document.dispatchEvent(new CustomEvent("portal:session-extended"))
    return {
      ok: response.ok && !response.redirected,
      status: response.status,
      signedOut: response.redirected || response.status === 401,
      response,
    }
  } catch {
    return { ok: false, status: 0, signedOut: false, response: null }
  }
}
