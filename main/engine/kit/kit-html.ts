import type { Kit, KitCode } from '../../contract/procedures/kit.ts'
import { sheetStyle } from './kit-html-style.ts'
import { printable } from './kit-text.ts'

/** A kit that is to be a page of its own. */
export type KitPage = Omit<Kit, 'text' | 'html' | 'blank'>

/** The password, where a person wants it on the page. */
export type KitSecret = { readonly password: string; readonly code: KitCode }

/**
 * A kit as a page of HTML that needs nothing else: black on white, one or two sheets of paper, A4 or Letter. Without `secret` it has a line to write the
 * password on. Pure.
 */
export function kitHtml(kit: KitPage, secret: KitSecret | null): string {
  const facts: [string, string][] = [
    ['Backups are', kit.place],
    ['Address', kit.location],
    ['Repository', kit.id],
    ['Key', kit.keys.join(', ') || 'not known'],
    ['Program', `restic ${kit.restic ?? '0.18 or newer'}, from https://restic.net`],
    ['Computer', kit.host],
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="only light">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Vaultkeeper emergency kit: ${inHtml(kit.repository)}</title>
<style>${sheetStyle}</style>
</head>
<body>
<h1>Vaultkeeper emergency kit</h1>
<p>With this paper you get the files below back on any computer. It takes restic, a free program; it takes neither Vaultkeeper nor the computer that they were on. Keep it where you keep what must not be lost, and not on that computer. Whoever has the password and the backups can read them; without the password nobody can.</p>
<p class="small">Made ${kit.made.slice(0, 10)} on ${inHtml(kit.host)}.</p>
${passwordBox(secret)}
<dl>
${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${inHtml(value)}</dd></div>`).join('\n')}
</dl>
${kit.onThisComputer ? '<p><strong>These backups are on this computer only:</strong> if it is lost or breaks, they are lost, too. Keep a second copy elsewhere.</p>\n' : ''}<h2>What is kept safe</h2>
<ul>
${kit.vaults.map(({ name, path }) => `<li>${inHtml(name)}: ${inHtml(path)}</li>`).join('\n') || '<li>Nothing yet.</li>'}
</ul>
<h2>How to get it back, on any computer</h2>
<ol>
<li>Get restic from https://restic.net, or from your system’s packages. The commands are typed in a terminal, all in one folder.</li>
${kit.steps.map(step).join('\n')}
</ol>
${codes(kit.codes)}
<p class="checks">Looked at, and all of it still right, on: <span></span><span></span><span></span><span></span></p>
</body>
</html>
`
}

function passwordBox(secret: KitSecret | null): string {
  if (secret === null)
    return '<section class="password"><div><h2>Password</h2><p class="line"></p><p class="small">To be written here by hand. One that Vaultkeeper made has only small letters and digits, without l, o, 0 and 1.</p></div></section>'
  const { password, code } = secret
  return `<section class="password"><div><h2>Password</h2><p class="secret">${inHtml(password)}</p><p class="small">To be typed as it stands, hyphens and spaces too; or scanned.</p></div>${picture(code, 28)}</section>`
}

function step({ title, commands }: Kit['steps'][number]): string {
  return `<li>${inHtml(title)}${commands.map((line) => `<code>${inHtml(line)}</code>`).join('')}</li>`
}

/** Large enough to be read from paper: no module is under 0.55 mm, and none but the longest has to be. */
function codes(all: readonly KitCode[]): string {
  if (all.length === 0) return ''
  const figures = all.map(
    (code) =>
      `<figure>${picture(code, Math.min(170, Math.max(45, code.size * 0.62)))}<figcaption>${inHtml(code.title)}</figcaption></figure>`,
  )
  return `<section class="codes"><h2>The same to scan</h2>
<p>${all.length === 1 ? 'This code holds' : 'Put together in their order, these codes hold'} the address, the repository and the commands as one script. The password is not in ${all.length === 1 ? 'it' : 'them'}.</p>
<div>${figures.join('\n')}</div></section>`
}

/** @param width in millimetres */
function picture({ title, size, path }: KitCode, width: number): string {
  return `<svg role="img" aria-label="${inHtml(title)}" viewBox="0 0 ${size} ${size}" style="width:${width.toFixed(1)}mm;height:${width.toFixed(1)}mm" shape-rendering="crispEdges"><path d="${path}"/></svg>`
}

function inHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
