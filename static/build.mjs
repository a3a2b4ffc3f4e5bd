// Builds the look into static/build: run by `npm run build`, and never by the portal itself.

import { cp, mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

import * as esbuild from "esbuild"
import * as sass from "sass"

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const out = join(here, "build")
const packages = join(root, "node_modules")

await mkdir(join(out, "fonts"), { recursive: true })

// A few components take GOV.UK's brand colours from its fixed palette, whatever the settings say.
const recoloured = { "#1d70b8": "#3b2a6b", "#0f385c": "#2d234c", "#d2e2f1": "#e4dff1", "#f4f8fb": "#f5f4f8" }

for (const name of ["portal", "print"]) {
  const { css } = sass.compile(join(here, "css", `${name}.scss`), {
    // The Ministry of Justice's components ask for GOV.UK Frontend from the root of the project.
    loadPaths: [root, packages],
    style: "compressed",
    quietDeps: true,
    charset: false,
  })
  const own = css.replace(/#[0-9a-f]{6}\b/g, (colour) => recoloured[colour] ?? colour)
  await writeFile(join(out, `${name}.css`), own)
}

await mkdir(join(out, "images"), { recursive: true })
const icon = "icon-document.svg"
await cp(join(packages, "@ministryofjustice/frontend/moj/assets/images", icon), join(out, "images", icon))

const fonts = ["latin-400-normal", "latin-400-italic", "latin-600-normal", "latin-700-normal", "latin-700-italic", "latin-ext-400-normal", "latin-ext-700-normal"]
for (const font of fonts) {
  const file = `public-sans-${font}.woff2`
  await cp(join(packages, "@fontsource/public-sans/files", file), join(out, "fonts", file))
}
await cp(join(packages, "@fontsource/public-sans/LICENSE"), join(out, "fonts/LICENSE"))

await esbuild.build({
  entryPoints: [join(here, "js/portal.js"), join(here, "js/supported.js")],
  outdir: out,
  bundle: true,
  format: "esm",
  target: "es2020",
  minify: true,
  legalComments: "eof",
  logLevel: "warning",
})
