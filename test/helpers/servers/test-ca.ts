import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

/** Files of a server's certificate and of its private key, as PEM. */
export type Certificate = { readonly certificate: string; readonly key: string }

/** An authority that nobody knows but who is shown its certificate. */
export type TestCa = {
  /** The file of its own certificate: what a person gives as `caCertificate`. */
  readonly certificate: string
  /**
   * Makes a certificate for a server on loopback: `good` for `127.0.0.1` and `localhost`, `expired` since yesterday, `other-name` for a server of
   * another name.
   */
  readonly issue: (kind?: 'good' | 'expired' | 'other-name') => Certificate
}

const names = {
  good: 'IP:127.0.0.1,DNS:localhost',
  expired: 'IP:127.0.0.1,DNS:localhost',
  'other-name': 'DNS:other.example',
} as const

/** Makes an authority by openssl. @param folder where its files go @param name as its certificate says */
export function testCa(folder: string, name = 'Test authority'): TestCa {
  const at = (file: string) => path.join(folder, file)
  const prefix = name.toLowerCase().replaceAll(/\W+/g, '-')
  const [certificate, key, extensions] = [at(`${prefix}.pem`), at(`${prefix}.key`), at(`${prefix}.extensions`)]
  const isAuthority = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign']
  openssl('req', '-x509', ...newKey, '-keyout', key, '-out', certificate, '-subj', `/CN=${name}`, '-days', '30', ...isAuthority)
  let issued = 0
  return {
    certificate,
    issue: (kind = 'good') => {
      issued += 1
      const [request, own, signed] = ['csr', 'key', 'pem'].map((kindOfFile) => at(`${prefix}-${issued}-${kind}.${kindOfFile}`)) as [
        string,
        string,
        string,
      ]
      writeFileSync(extensions, `subjectAltName=${names[kind]}\n`)
      openssl('req', ...newKey, '-keyout', own, '-out', request, '-subj', '/CN=Test server')
      const days = kind === 'expired' ? '-1' : '30'
      const by = ['-CA', certificate, '-CAkey', key, '-CAcreateserial', '-extfile', extensions]
      openssl('x509', '-req', '-in', request, ...by, '-days', days, '-out', signed)
      return { certificate: signed, key: own }
    },
  }
}

/** An elliptic key is made at once, one of RSA takes a quarter of a second. */
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function openssl(...parameters: readonly string[]): void {
  execFileSync('openssl', parameters, { stdio: ['ignore', 'ignore', 'pipe'] })
}
