import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { poly1305 } from '@noble/ciphers/_poly1305.js'
import { z } from 'zod'

/**
 * restic's key files: what a password opens, namely the key that everything in a repository is encrypted with.
 * The format: https://restic.readthedocs.io/en/stable/100_references.html#keys-encryption-and-mac
 */

/** What everything in a repository is encrypted and signed with, in base64: `encrypt` for AES-256, `k` and `r` for Poly1305-AES. */
export type MasterKey = { readonly encrypt: string; readonly mac: { readonly k: string; readonly r: string } }

/** Whom `restic key list` names for a key, and since when. */
export type KeyOwner = { readonly username: string; readonly hostname: string; readonly created: string }

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)
const masterKey = z.object({ encrypt: base64, mac: z.object({ k: base64, r: base64 }) })
/** A file of a repository is anybody's: its cost is bounded, to 512 MiB and some seconds. */
const keyFile = z.object({
  created: z.string(),
  username: z.string(),
  hostname: z.string(),
  kdf: z.literal('scrypt'),
  N: z.int().min(2).max(524_288),
  r: z.int().min(1).max(8),
  p: z.int().min(1).max(64),
  salt: base64,
  data: base64,
})

/** What scrypt is given where nobody can guess anyway: some milliseconds, 1 MiB. */
const quick = { N: 1024, r: 8, p: 1 }

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)

/**
 * Opens a key file.
 * @param text of the file
 * @returns `undefined` where it is none, or of another password
 */
export async function openKey(text: string, password: string): Promise<{ master: MasterKey; owner: KeyOwner; quick: boolean } | undefined> {
  const file = keyFile.safeParse(parse(text)).data
  if (file === undefined) return undefined
  const plain = unseal(await keyOfPassword(password, Buffer.from(file.salt, 'base64'), file), Buffer.from(file.data, 'base64'))
  const master = masterKey.safeParse(parse(plain?.toString('utf8') ?? '')).data
  if (master === undefined) return undefined
  const { username, hostname, created } = file
  return { master, owner: { username, hostname, created }, quick: file.N <= quick.N }
}

/**
 * A key file whose password costs next to nothing to try: for passwords of so many random bits that trying is hopeless at any price, and for no others.
 * @returns its name in the repository, and what is in it
 */
export async function sealQuickKey(master: MasterKey, password: string, owner: KeyOwner): Promise<{ id: string; text: string }> {
  const salt = randomBytes(64)
  const data = seal(await keyOfPassword(password, salt, quick), JSON.stringify(master))
  const { created, username, hostname } = owner
  const file = { created, username, hostname, kdf: 'scrypt', ...quick, salt: salt.toString('base64'), data: data.toString('base64') }
  const text = JSON.stringify(file)
  return { id: createHash('sha256').update(text).digest('hex'), text }
}

async function keyOfPassword(password: string, salt: Buffer, { N, r, p }: typeof quick): Promise<MasterKey> {
  // Node counts more than the 128 N r bytes of RFC 7914.
  const derived = await derive(password, salt, 64, { N, r, p, maxmem: 256 * N * r + 1024 * 1024 })
  const part = (from: number, to: number) => derived.subarray(from, to).toString('base64')
  return { encrypt: part(0, 32), mac: { k: part(32, 48), r: part(48, 64) } }
}

/** Encrypts as restic does: AES-256-CTR behind its nonce, and Poly1305-AES of that at the end. */
export function seal(key: MasterKey, plain: string | Buffer): Buffer {
  const nonce = randomBytes(16)
  const cipher = createCipheriv('aes-256-ctr', Buffer.from(key.encrypt, 'base64'), nonce)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, sealed, proofOf(key, nonce, sealed)])
}

function unseal(key: MasterKey, data: Buffer): Buffer | undefined {
  if (data.length < 32) return undefined
  const [nonce, sealed, proof] = [data.subarray(0, 16), data.subarray(16, -16), data.subarray(-16)]
  if (!timingSafeEqual(proof, proofOf(key, nonce, sealed))) return undefined
  const cipher = createDecipheriv('aes-256-ctr', Buffer.from(key.encrypt, 'base64'), nonce)
  return Buffer.concat([cipher.update(sealed), cipher.final()])
}

/** Poly1305-AES: https://cr.yp.to/mac/poly1305-20050329.pdf. Poly1305 itself is the library's; its one-time part is the nonce under AES. */
function proofOf({ mac: { k, r } }: MasterKey, nonce: Buffer, sealed: Buffer): Uint8Array {
  const cipher = createCipheriv('aes-128-ecb', Buffer.from(k, 'base64'), null).setAutoPadding(false)
  return poly1305(sealed, Buffer.concat([Buffer.from(r, 'base64'), cipher.update(nonce), cipher.final()]))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
