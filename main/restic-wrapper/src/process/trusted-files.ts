import { existsSync } from 'node:fs'
import type { Repository } from '../repository.ts'

/** Where the certificates of the system are. @see https://go.dev/src/crypto/x509/root_linux.go */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Locations that are reached over TLS with the certificates of the system. */
const overTls = /^(?:rest:https|s3:(?!http:)|b2:|azure:|gs:|swift:)/

/**
 * Files with certificates for `--cacert`, which are trusted *instead of* those of the system; and by both repositories. Where only one of two has some
 * of its own, the system's are named as well.
 */
export function trustedFiles(
  repository: Repository,
  source: Repository | undefined,
  exists: (path: string) => boolean = existsSync,
): string[] {
  const all = source === undefined ? [repository] : [repository, source]
  const own = [...new Set(all.flatMap(({ caCertificate }) => caCertificate ?? []))]
  const others = all.some(({ caCertificate, location }) => caCertificate === undefined && overTls.test(location))
  if (own.length === 0 || !others) return own
  const system = systemBundles.find((path) => exists(path))
  return system === undefined ? own : [...own, system]
}
