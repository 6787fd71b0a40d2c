import type { Kit, KitCode } from '../../contract/procedures/kit.ts'
import { sheetStyle } from './kit-html-style.ts'
import { printable, programOf, withVaultkeeper } from './kit-text.ts'
import { secretBlank } from './kit-way.ts'

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
    ['Name', kit.repository],
    ['Backups are', kit.place],
    ['Address', kit.location],
    ['Repository', kit.id],
    ['Key', kit.keys.join(', ') || 'not known'],
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
<p class="checks">Looked at, and still right, on: <span></span><span></span><span></span><span></span></p>
<dl>
${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${inHtml(value)}</dd></div>`).join('\n')}
</dl>
${kit.onThisComputer ? '<p><strong>These backups are on this computer only:</strong> if it is lost or breaks, they are lost, too. Keep a second copy elsewhere.</p>\n' : ''}<h2>What is kept safe</h2>
<ul>
${kit.vaults.map(({ name, path }) => `<li>${inHtml(name)}: ${inHtml(path)}</li>`).join('\n') || '<li>Nothing yet.</li>'}
</ul>
<h2>How to get it back, on any computer</h2>
<ol>
<li>Get ${inHtml(programOf(kit))}, or from your system’s packages. The commands are typed in a terminal, all in one folder.</li>
${kit.steps.map(step).join('\n')}
</ol>
<p class="else">${inHtml(withVaultkeeper)}<code>${command(kit.comeback)}</code></p>
${codes(kit.codes)}
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
  return `<li>${inHtml(title)}${commands.map((line) => `<code>${command(line)}</code>`).join('')}</li>`
}

/** Broken between words only: an option must not be cut between its hyphens. What is to be filled in has room for a hand. */
function command(line: string): string {
  const words = line.split(' ').map((word) => `<span>${inHtml(word).replaceAll(secretBlank, `<b>${secretBlank}</b>`)}</span>`)
  return words.join(' ')
}

/** In millimetres: three in a row, where a module is 0.45 mm or more, which a telephone reads from paper. One that holds more than usual is larger. */
function widthOf({ size }: KitCode): number {
  return size <= 125 ? Math.min(56, size * 0.55) : size * 0.5
}

function codes(all: readonly KitCode[]): string {
  if (all.length === 0) return ''
  const figures = all.map((code) => `<figure>${picture(code, widthOf(code))}<figcaption>${inHtml(code.title)}</figcaption></figure>`)
  const one = all.length === 1
  return `<section class="codes"><div class="together"><h2>The same to scan</h2>
<p>${one ? 'This code holds' : 'Put together in their order, these codes hold'} the address, the repository and the commands as one script. The password is not in ${one ? 'it' : 'them'}.</p>
<div class="row">${figures.slice(0, 3).join('\n')}</div></div>
<div class="row">${figures.slice(3).join('\n')}</div></section>`
}

/** @param width in millimetres */
function picture({ title, size, path }: KitCode, width: number): string {
  return `<svg role="img" aria-label="${inHtml(title)}" viewBox="0 0 ${size} ${size}" style="width:${width.toFixed(1)}mm;height:${width.toFixed(1)}mm" shape-rendering="crispEdges"><path d="${path}"/></svg>`
}

function inHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
