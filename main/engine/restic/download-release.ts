import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { systemCode } from '../problem-error.ts'
import type { Release } from './releases.ts'

/** A step that brings something: it is there, or why not, as the end of a sentence. */
export type Step = Readonly<{ ok: true } | { ok: false; why: string }>

/** What a download may cost. A connection that does not answer is given up early: on a closed network somebody waits for the next idea. */
export type DownloadCaps = Readonly<{ answerMs: number; silenceMs: number; totalMs: number; bytes: number }>

export const DOWNLOAD_CAPS: DownloadCaps = { answerMs: 8_000, silenceMs: 20_000, totalMs: 600_000, bytes: 64 * 1024 * 1024 }

const MAX_REDIRECTS = 5

/** What {@link downloadRelease} needs besides the release. */
export type DownloadOptions = Readonly<{
  fetch: typeof globalThis.fetch
  signal?: AbortSignal | undefined
  caps?: DownloadCaps | undefined
}>

/**
 * Downloads the release's file to `file` (which must not exist) and compares its SHA-256 with the pinned one. Only https is spoken, also
 * where a redirect leads. When the answer is no, `file` may hold part of a download: it is the caller's temporary folder.
 */
export async function downloadRelease(release: Release, file: string, options: DownloadOptions): Promise<Step> {
  const caps = options.caps ?? DOWNLOAD_CAPS
  const watch = new Watch(caps, options.signal)
  try {
    watch.expect('answer', caps.answerMs)
    const response = await followRedirects(release.url, options.fetch, watch.signal)
    const sha256 = await save(response, file, caps, watch)
    if (sha256 !== release.sha256) throw new Refusal('what came is not the file that was published (its SHA-256 differs)')
    return { ok: true }
  } catch (error) {
    options.signal?.throwIfAborted()
    return { ok: false, why: watch.complaint ?? wordsForFailure(error) }
  } finally {
    watch.stop()
  }
}

/** Thrown inside this file only: a reason that is already in words. */
class Refusal extends Error {}

async function followRedirects(start: string, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<Response> {
  let url = start
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (new URL(url).protocol !== 'https:') throw new Refusal('the server leads to an address that is not https')
    const response = await fetch(url, { redirect: 'manual', signal })
    if (response.status === 200) return response
    const location = response.headers.get('location')
    await response.body?.cancel()
    if (response.status < 300 || response.status > 399 || location === null) throw new Refusal(`the server answered ${response.status}`)
    url = new URL(location, url).href
  }
  throw new Refusal('the server redirects in circles')
}

async function save(response: Response, file: string, caps: DownloadCaps, watch: Watch): Promise<string> {
  const hash = createHash('sha256')
  let bytes = 0
  const handle = await open(file, 'wx', 0o600)
  try {
    for await (const chunk of response.body ?? []) {
      watch.expect('silence', caps.silenceMs)
      bytes += chunk.length
      if (bytes > caps.bytes) throw new Refusal('what came is far larger than the published file')
      hash.update(chunk)
      await handle.writeFile(chunk)
    }
  } finally {
    await handle.close()
  }
  const announced = response.headers.get('content-length')
  if (announced !== null && Number(announced) !== bytes)
    throw new Refusal(`the download was cut short (${bytes} of ${announced} bytes came)`)
  return hash.digest('hex')
}

/** Aborts a download that answers too late, falls silent or takes too long, and remembers which of them it was. */
class Watch {
  complaint: string | undefined
  readonly #mine = new AbortController()
  readonly #total: NodeJS.Timeout
  #current: NodeJS.Timeout | undefined
  readonly signal: AbortSignal

  constructor(caps: DownloadCaps, outer: AbortSignal | undefined) {
    this.signal = outer === undefined ? this.#mine.signal : AbortSignal.any([outer, this.#mine.signal])
    this.#total = setTimeout(() => this.#giveUp(`the download was not done after ${Math.round(caps.totalMs / 1000)} seconds`), caps.totalMs)
  }

  expect(what: 'answer' | 'silence', ms: number): void {
    clearTimeout(this.#current)
    const seconds = Math.max(1, Math.round(ms / 1000))
    const words = what === 'answer' ? `the server did not answer within ${seconds} s` : `the download stood still for ${seconds} s`
    this.#current = setTimeout(() => this.#giveUp(words), ms)
  }

  stop(): void {
    clearTimeout(this.#current)
    clearTimeout(this.#total)
  }

  #giveUp(complaint: string): void {
    this.complaint ??= complaint
    this.#mine.abort()
  }
}

/** `fetch` wraps the reason: "fetch failed" says nothing, its cause says ENOTFOUND. */
function wordsForFailure(error: unknown): string {
  if (error instanceof Refusal) return error.message
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = systemCode(cause)
  const words: Record<string, string> = {
    ENOTFOUND: 'the name of the server could not be looked up (no network?)',
    EAI_AGAIN: 'the name of the server could not be looked up (no network?)',
    ECONNREFUSED: 'the server refused the connection',
    ENETUNREACH: 'the network cannot be reached',
    EHOSTUNREACH: 'the server cannot be reached',
    ECONNRESET: 'the connection broke off',
    UND_ERR_SOCKET: 'the connection broke off',
    UND_ERR_CONNECT_TIMEOUT: 'the server did not answer',
    ENOSPC: 'the disk is full',
  }
  return words[code] ?? `it failed (${code || (cause instanceof Error ? cause.message : 'unknown')})`
}
