// Tells the style sheet before the page is drawn that scripts run. Loaded first and without `type=module`.

document.body.classList.add("js-enabled")
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported")
