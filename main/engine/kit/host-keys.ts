import { createHmac } from 'node:crypto'

/**
 * The keys by which a host is known, each as `ssh-ed25519 AAAA...`, out of the text of a known_hosts file; names in it may be hashed. Pure.
 * @see https://man.openbsd.org/sshd#SSH_KNOWN_HOSTS_FILE_FORMAT
 */
export function keysOfHost(text: string, host: string, port = 22): string[] {
  const name = knownAs(host, port)
  return text.split('\n').flatMap((line) => {
    const [names = '', type, key] = line.trim().split(/\s+/)
    // What is marked as revoked, or as an authority, is no key of a host.
    if (type === undefined || key === undefined || /^[#@]/.test(names)) return []
    return names.split(',').some((one) => isName(one, name)) ? [`${type} ${key}`] : []
  })
}

/** How a host is called there. Pure. */
export function knownAs(host: string, port = 22): string {
  return port === 22 ? host : `[${host}]:${port}`
}

function isName(entry: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(entry) ?? []
  if (salt === undefined || hash === undefined) return entry === name
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}
