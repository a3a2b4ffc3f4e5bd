// Every behaviour of the portal, each bound to a data-module; without script every page still works.

import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend"

import { accountMenu } from "./account-menu.js"
import { autosave } from "./autosave.js"
import { copy } from "./copy.js"
import { figureGrid } from "./figure-grid.js"
import { markdownEditor } from "./markdown-editor.js"
import { noteQuote } from "./note-quote.js"
import { progress } from "./progress.js"
import { reorder } from "./reorder.js"
import { sendOnce } from "./send-once.js"
import { sessionWarning } from "./session-warning.js"
import { turnPages } from "./turn-pages.js"
import { unsavedChanges } from "./unsaved-changes.js"
import { wordingPointers } from "./wording-pointers.js"

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component)
}

const modules = {
  "account-menu": accountMenu,
  autosave,
  copy,
  "figure-grid": figureGrid,
  "markdown-editor": markdownEditor,
  "note-quote": noteQuote,
  progress,
  reorder,
  "session-warning": sessionWarning,
  "turn-pages": turnPages,
  "unsaved-changes": unsavedChanges,
  "wording-pointers": wordingPointers,
}

for (const element of document.querySelectorAll("[data-module]")) {
  for (const name of element.dataset.module.split(" ")) modules[name]?.(element)
}
for (const form of document.querySelectorAll('form[method="post"]')) sendOnce(form)
