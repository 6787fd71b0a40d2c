import { z } from 'zod'

/** A repository as it stands in the configuration: `{ "type": "local", "path": ... }`. Never a secret. */
export const RepositorySettings = z.record(z.string(), z.unknown())
/** Secrets by their parts: `{ "secret-access-key": "..." }`. Those that are missing are looked for where they are kept. */
export const RepositorySecrets = z.record(z.string().max(100), z.string().min(1).max(100_000))
/** A fingerprint as ssh writes it. */
export const HostKeyFingerprint = z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/)
