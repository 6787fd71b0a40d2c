/** Why a request is not answered: an HTTP status, and words for whoever made it, commands in backticks. None of them holds anything of the request. */
export type Refusal = {
  readonly status: number
  readonly title: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

const refusal = (status: number, title: string, text: string, headers: Record<string, string> = {}): Refusal => ({
  status,
  title,
  text,
  headers,
})

const newAddress = 'Run `vaultkeeper serve` (or `npm start`) on this machine, and open the address that it prints.'

/** All that can be wrong with a request before a procedure looks at it. */
export const refusals = {
  malformed: refusal(400, 'That was no request that Vaultkeeper understands', 'It is malformed.'),
  host: refusal(
    421,
    'This is not the address of Vaultkeeper',
    'Open it as http://127.0.0.1, with its port. Other names are refused, so that no web site can pose as it.',
  ),
  foreign: refusal(
    403,
    'Another site asked for this',
    'Vaultkeeper answers its own pages only. To open it, type or paste its address into the address bar.',
  ),
  method: refusal(405, 'That is not done here', 'This method is not allowed.', { allow: 'GET, HEAD, POST' }),
  address: refusal(414, 'The address is too long', 'It is longer than Vaultkeeper ever makes one.'),
  manyHeaders: refusal(431, 'The request is too large', 'It has too many headers.'),
  slow: refusal(408, 'The request took too long', 'It did not arrive in time.'),
  expectation: refusal(417, 'That is not done here', 'Expectations are not met.'),
  signIn: refusal(
    401,
    'This browser has not been let in',
    `${newAddress} It works once, within ten minutes; this browser then stays signed in for thirty days.`,
    { 'www-authenticate': 'Bearer' },
  ),
  usedCode: refusal(
    401,
    'This address was used already, or is too old',
    `An address opens Vaultkeeper once, and for ten minutes. ${newAddress}`,
  ),
  manyGuesses: refusal(429, 'Too many wrong ones', 'Somebody has tried too many wrong codes or tokens. Wait a minute, then try again.', {
    'retry-after': '60',
  }),
  missing: refusal(404, 'There is nothing here', 'Vaultkeeper has no page of this name.'),
  type: refusal(415, 'The request is of a kind that Vaultkeeper does not take', 'Send JSON: content-type: application/json.'),
  large: refusal(413, 'The request is too large', 'One megabyte is the most.'),
  failed: refusal(500, 'Something went wrong', 'Vaultkeeper did not expect this. Try again; if it stays, tell us.'),
} satisfies Record<string, Refusal>
