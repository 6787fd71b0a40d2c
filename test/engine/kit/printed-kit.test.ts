import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { kitPassword } from '../../../main/engine/kit/kit-password.ts'
import { launchChromium } from '../../helpers/chromium.ts'
import { start } from '../../helpers/cli-run.ts'
import { differences, writeNotes, writeRandom } from '../../helpers/cli-tree.ts'
import { readCodes } from '../../helpers/read-codes.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** A vault that was backed up to a place; and its kit as it lies on the desk: a page, printed by somebody whose screens are dark. */
async function printed(place: object, secrets: Readonly<Record<string, string>>, withLogIn = false) {
  const vault = path.join(temporaryFolder('vault'), 'notes')
  mkdirSync(vault)
  writeNotes(vault, 12)
  writeRandom(path.join(vault, 'photos', 'one picture.raw'), 1)
  const { core, root } = await testHome({ environment: secrets })
  core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { name: "Ada's notes & more", path: vault, recoveryDocument: false } },
    repositories: { offsite: place },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['offsite'] } },
  })
  expect(await runPlanNow(core, 'daily', testHost())).toMatchObject([{ verdict: 'done' }])
  const { html } = await kitPassword(core, 'offsite', 'terminal', testHost(), withLogIn)
  const file = path.join(temporaryFolder('paper'), 'kit.html')
  writeFileSync(file, html)
  const page = await browser.newPage({ colorScheme: 'dark', deviceScaleFactor: 2, viewport: { width: 680, height: 960 } })
  await page.emulateMedia({ media: 'print' })
  await page.goto(pathToFileURL(file).href)
  const history = readFileSync(path.join(root, 'system-history.jsonl'), 'utf8')
  for (const secret of Object.values(secrets)) expect(history).not.toContain(secret)
  return { vault, page, html }
}

const pages = async (page: Page, format: 'A4' | 'Letter') =>
  (await page.pdf({ format })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length

/** On a computer that has a shell and restic and nothing else; whenever restic asks for the password, it is typed. */
async function atTerminal(folder: string, script: string, password: string) {
  const file = path.join(folder, 'kit.sh')
  writeFileSync(file, script)
  const programs = path.dirname(process.env['VAULTKEEPER_RESTIC'] ?? '')
  const { code, stdout } = await start(['script', '-qec', `sh -e ${file}`, '/dev/null'], {
    environment: { PATH: `${programs}:/usr/bin:/bin`, HOME: folder },
    cwd: folder,
    input: `${password}\n`.repeat(10),
  }).ended
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('vault:notes') })
}

const restored = (folder: string) => path.join(folder, 'restored', 'Ada-s notes - more')

it('typed from paper, everything comes back from a folder', { timeout: 60_000 }, async () => {
  const password = 'four small boats and one lighthouse'
  const place = { type: 'local', path: path.join(temporaryFolder('drive'), 'my copies') }
  const { vault, page } = await printed(place, { VAULTKEEPER_PASSWORD_OFFSITE: password })
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)')
  expect([await pages(page, 'A4'), await pages(page, 'Letter')]).toEqual([expect.toSatisfy(isTwoAtMost), expect.toSatisfy(isTwoAtMost)])
  // All that is used from here on was read from the page.
  const typed = (await page.locator('ol code').allInnerTexts()).filter((line) => !line.includes(' restore ID '))
  const [written = ''] = await page.locator('.secret').allInnerTexts()
  expect([written, (await readCodes(page))[0]]).toEqual([password, password])
  const elsewhere = temporaryFolder('elsewhere')
  await atTerminal(elsewhere, typed.join('\n'), written)
  expect(differences(vault, restored(elsewhere))).toEqual([])
})

it('scanned from paper, everything comes back from a server that asks for a log-in', { timeout: 60_000 }, async () => {
  const ca = testCa(temporaryFolder('ca'))
  const server = await startRestServer(temporaryFolder('rest'), { certificate: ca.issue(), users: { ada: 'of the server' } })
  const place = { type: 'rest', url: `${server.url}laptop`, user: 'ada', caCertificate: ca.certificate }
  const secrets = { VAULTKEEPER_PASSWORD_OFFSITE: 'x7kp-m2qa-9fhd-r4tw', VAULTKEEPER_SECRET_OFFSITE_USER_PASSWORD: 'of the server' }
  const { vault, page } = await printed(place, secrets, true)
  expect([await pages(page, 'A4'), await pages(page, 'Letter')]).toEqual([expect.toSatisfy(isTwoAtMost), expect.toSatisfy(isTwoAtMost)])
  const [password = '', ...parts] = await readCodes(page)
  const script = parts.join('')
  const elsewhere = temporaryFolder('elsewhere')
  await atTerminal(elsewhere, script, password)
  expect(differences(vault, restored(elsewhere))).toEqual([])
})

const isTwoAtMost = (count: unknown) => typeof count === 'number' && count >= 1 && count <= 2
