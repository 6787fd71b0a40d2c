/** What no page of ours needs. */
const denied = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi', 'display-capture']

/**
 * The headers of every answer, errors too: nothing but our own files runs, nothing frames us, nothing is kept. Styles of a component library are let in by
 * the nonce of the one document that they stand in. `connect`: where pages may ask: at their own host, or, in a window that has a port, nowhere.
 */
export function securityHeaders(nonce?: string, connect: `'self'` | `'none'` = `'self'`): Record<string, string> {
  const own = nonce === undefined ? `'self'` : `'self' 'nonce-${nonce}'`
  return {
    'content-security-policy': [
      `default-src 'none'`,
      `script-src ${own}`,
      `style-src ${own}`,
      `img-src 'self' blob: data:`,
      `font-src 'self'`,
      `connect-src ${connect}`,
      `base-uri 'none'`,
      `form-action 'none'`,
      `frame-ancestors 'none'`,
    ].join('; '),
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': denied.map((feature) => `${feature}=()`).join(', '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}
