import { between, pick, type Random, seeded } from './seeded.ts'

/** A line, or a few, with one secret in it, in a file of that name. */
export type SecretSample = { readonly file: string; readonly text: string; readonly secret: string; readonly what: string }

const lower = 'abcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'
const alphabets = {
  hex: '0123456789abcdef',
  base36: lower + digits,
  capitals: lower.toUpperCase() + digits,
  base32: `${lower.toUpperCase()}234567`,
  letters: lower + lower.toUpperCase(),
  base62: lower + lower.toUpperCase() + digits,
  base64: `${lower}${lower.toUpperCase()}${digits}+/`,
  url: `${lower}${lower.toUpperCase()}${digits}-_`,
} as const

/** A text as a machine would draw it: it never begins or ends with a sign, and has a letter and a digit where it can. */
function drawn(random: Random, alphabet: keyof typeof alphabets, length: number): string {
  for (;;) {
    const text = Array.from({ length }, () => pick(random, [...alphabets[alphabet]])).join('')
    if (/^[^-_+/].*[^-_+/]$/.test(text) && (alphabet === 'letters' || (/\d/.test(text) && /[a-z]/i.test(text)))) return text
  }
}

type Maker = (draw: (alphabet: keyof typeof alphabets, length: number) => string) => string
const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** How the known ones are put together. Their beginnings stand apart from the rest, so that no scanner of others stumbles over this file. */
const known: Readonly<Record<string, Maker>> = {
  'AWS access key': (draw) => `AK${'IA'}${draw('base32', 16)}`,
  'AWS temporary key': (draw) => `AS${'IA'}${draw('base32', 16)}`,
  'GitHub token': (draw) => `gh${'p_'}${draw('base62', 36)}`,
  'GitHub app token': (draw) => `gh${'s_'}${draw('base62', 36)}`,
  'GitHub fine-grained token': (draw) => `github${'_pat_'}${draw('base62', 22)}_${draw('base62', 59)}`,
  'GitLab token': (draw) => `gl${'pat-'}${draw('url', 20)}`,
  'Atlassian token': (draw) => `AT${'ATT3'}xFfGF0${draw('url', 180)}`,
  'Slack bot token': (draw) => `xo${'xb-'}${draw('base36', 12)}-${draw('base36', 12)}-${draw('base62', 24)}`,
  'Slack app token': (draw) => `xa${'pp-'}1-A0${draw('capitals', 9)}-1234567890123-${draw('hex', 64)}`,
  'Stripe live key': (draw) => `sk${'_live_'}${draw('base62', 24)}`,
  'Stripe test key': (draw) => `sk${'_test_'}${draw('base62', 99)}`,
  'Stripe webhook secret': (draw) => `wh${'sec_'}${draw('base62', 32)}`,
  'Anthropic key': (draw) => `sk-${'ant-'}api03-${draw('url', 93)}AA`,
  'OpenAI project key': (draw) => `sk-${'proj-'}${draw('url', 124)}`,
  'OpenAI old key': (draw) => `sk-${draw('base62', 20)}T3${'BlbkFJ'}${draw('base62', 20)}`,
  'OpenRouter key': (draw) => `sk-${'or-v1-'}${draw('hex', 64)}`,
  'DeepSeek key': (draw) => `sk-${draw('hex', 32)}`,
  'Google key': (draw) => `AI${'za'}${draw('url', 35)}`,
  'Google client secret': (draw) => `GO${'CSPX-'}${draw('url', 28)}`,
  'Google token': (draw) => `ya${'29.'}${draw('url', 120)}`,
  'Hugging Face token': (draw) => `h${'f_'}${draw('letters', 34)}`,
  'Groq key': (draw) => `gs${'k_'}${draw('base62', 52)}`,
  'xAI key': (draw) => `xa${'i-'}${draw('base62', 80)}`,
  'Perplexity key': (draw) => `pp${'lx-'}${draw('base62', 48)}`,
  'Replicate token': (draw) => `r${'8_'}${draw('base62', 37)}`,
  'Tavily key': (draw) => `tv${'ly-dev-'}${draw('base62', 32)}`,
  'Firecrawl key': (draw) => `f${'c-'}${draw('hex', 32)}`,
  'npm token': (draw) => `np${'m_'}${draw('base62', 36)}`,
  'PyPI token': (draw) => `py${'pi-'}AgEIcHlwaS5vcmc${draw('url', 150)}`,
  'RubyGems key': (draw) => `ruby${'gems_'}${draw('hex', 48)}`,
  'Docker token': (draw) => `dc${'kr_pat_'}${draw('url', 27)}`,
  'Azure client secret': (draw) => `${draw('base62', 3)}8${'Q~'}${draw('base62', 34)}`,
  'SendGrid key': (draw) => `S${'G.'}${draw('url', 22)}.${draw('url', 43)}`,
  'Mailgun key': (draw) => `k${'ey-'}${draw('hex', 32)}`,
  'Mailchimp key': (draw) => `${draw('hex', 32)}-us12`,
  'Shopify token': (draw) => `sh${'pat_'}${draw('hex', 32)}`,
  'DigitalOcean token': (draw) => `do${'p_v1_'}${draw('hex', 64)}`,
  'Databricks token': (draw) => `da${'pi'}${draw('hex', 32)}`,
  'Vault token': (draw) => `hv${'s.'}${draw('url', 90)}`,
  'Doppler token': (draw) => `dp${'.pt.'}${draw('base62', 43)}`,
  'Tailscale key': (draw) => `ts${'key-auth-'}${draw('base62', 12)}CNTRL-${draw('base62', 32)}`,
  'Figma token': (draw) => `fi${'gd_'}${draw('url', 40)}`,
  'Notion token': (draw) => `nt${'n_'}${draw('base62', 46)}`,
  'Linear key': (draw) => `li${'n_api_'}${draw('base62', 40)}`,
  'Airtable token': (draw) => `pa${'t'}${draw('base62', 14)}.${draw('hex', 64)}`,
  'Sentry token': (draw) => `sn${'tryu_'}${draw('hex', 64)}`,
  'Grafana token': (draw) => `gl${'sa_'}${draw('base62', 32)}_${draw('hex', 8)}`,
  'New Relic key': (draw) => `NR${'AK-'}${draw('capitals', 27)}`,
  'Postman key': (draw) => `PM${'AK-'}${draw('hex', 24)}-${draw('hex', 34)}`,
  'Supabase key': (draw) => `sb${'p_'}${draw('hex', 40)}`,
  'Discord token': (draw) => `M${draw('base62', 25)}.${draw('base62', 6)}.${draw('url', 38)}`,
  'Telegram token': (draw) => `6${'1827364'}50:AA${draw('url', 33)}`,
  'age key': (draw) => `AGE-${'SECRET-KEY'}-1${draw('capitals', 58)}`,
  'JSON web token': (draw) =>
    `${json({ alg: 'HS256', typ: 'JWT' })}.${json({ sub: draw('base36', 12), role: 'service', iat: 1_766_000_000 })}.${draw('url', 43)}`,
  // Of no known form: found by the name that they are given.
  'forty characters': (draw) => draw('base64', 40),
  'thirty-two hexadecimal digits': (draw) => draw('hex', 32),
}

type Context = { readonly file: string; readonly line: (secret: string) => string }

/** Where people leave them. */
const contexts: readonly Context[] = [
  { file: '.env.example', line: (secret) => `SERVICE_API_KEY=${secret}` },
  { file: '.env.example', line: (secret) => `export MY_TOKEN="${secret}" # of the team` },
  { file: '.mcp.json', line: (secret) => `      "env": { "SEARCH_API_KEY": "${secret}" }` },
  { file: '.mcp.json', line: (secret) => `      "args": ["-y", "some-server",\n        "--api-key",\n        "${secret}"\n      ]` },
  { file: '.mcp.json', line: (secret) => `      "headers": { "Authorization": "Bearer ${secret}" }` },
  {
    file: '.claude/settings.json',
    line: (secret) => `      "Bash(curl -H \\"Authorization: Bearer ${secret}\\" https://api.example.com/v1/items)",`,
  },
  { file: '.claude/settings.json', line: (secret) => `      "Bash(API_TOKEN=${secret} node run.mjs:*)",` },
  { file: '.claude/agents/helper.md', line: (secret) => `Call it with the header \`X-Api-Key: ${secret}\` and wait.` },
  { file: 'config.yaml', line: (secret) => `  client_secret: ${secret}` },
  { file: 'settings.py', line: (secret) => `SECRET_KEY = '${secret}'` },
  { file: 'client.ts', line: (secret) => `const apiKey: string = '${secret}'` },
  { file: 'deploy.sh', line: (secret) => `some-tool login --token ${secret} --quiet` },
]

/** What has a form of its own, whole. */
const particular: Readonly<Record<string, { readonly file: string; readonly make: Maker; readonly around: (secret: string) => string }>> = {
  'private key': {
    file: '.claude/keys/deploy.pem',
    make: (draw) => draw('base64', 64),
    around: (secret) => `-----BEGIN ${'PRIVATE'} KEY-----\n${secret}\nq83vEjRWeJA=\n-----END ${'PRIVATE'} KEY-----`,
  },
  'private key of ssh': {
    file: 'id_ed25519',
    make: (draw) => draw('base64', 70),
    around: (secret) => `-----BEGIN ${'OPENSSH PRIVATE'} KEY-----\n${secret}\n-----END ${'OPENSSH PRIVATE'} KEY-----`,
  },
  'private key in JSON': {
    file: 'service-account.json',
    make: (draw) => draw('base64', 64),
    around: (secret) => `  "private_key": "-----BEGIN ${'RSA PRIVATE'} KEY-----\\n${secret}\\n-----END ${'RSA PRIVATE'} KEY-----\\n",`,
  },
  'database address': {
    file: '.env.example',
    make: (draw) => draw('base62', 14),
    around: (secret) => `DATABASE_URL=postgres://app:${secret}@db.internal:5432/app`,
  },
  'database address in arguments': {
    file: '.mcp.json',
    make: (draw) => draw('base62', 10),
    around: (secret) => `      "args": ["-y", "server-postgres", "postgresql://reader:${secret}@10.0.0.5/notes?sslmode=require"]`,
  },
  'cache address': {
    file: 'config.yaml',
    make: (draw) => draw('base62', 24),
    around: (secret) => `redis: rediss://:${secret}@cache.internal:6380/0`,
  },
  'mongo address': {
    file: 'app.js',
    make: (draw) => draw('base62', 12),
    around: (secret) => `connect('mongodb+srv://app:${secret}@cluster0.ab1cd.mongodb.net/notes')`,
  },
  'git address': {
    file: '.claude/commands/sync.md',
    make: (draw) => draw('base62', 16),
    around: (secret) => `git pull https://ada:${secret}@git.internal/notes.git`,
  },
  'mail address': {
    file: '.env.example',
    make: (draw) => draw('base62', 16),
    around: (secret) => `SMTP=smtps://robot:${secret}@mail.internal:465`,
  },
  'basic authentication': {
    file: '.mcp.json',
    make: (draw) => Buffer.from(`robot:${draw('base62', 15)}`).toString('base64'),
    around: (secret) => `      "headers": { "Authorization": "Basic ${secret}" }`,
  },
  'Azure storage': {
    file: 'local.settings.json',
    make: (draw) => `${draw('base64', 86)}==`,
    around: (secret) =>
      `    "AzureWebJobsStorage": "DefaultEndpointsProtocol=https;AccountName=notes;AccountKey=${secret};EndpointSuffix=core.windows.net"`,
  },
  'Slack webhook': {
    file: '.claude/hooks/tell.sh',
    make: (draw) => `T0${draw('capitals', 9)}/B0${draw('capitals', 9)}/${draw('base62', 24)}`,
    around: (secret) => `curl -d @- https://hooks.slack.com/services/${secret}`,
  },
  'Discord webhook': {
    file: '.claude/hooks/tell.sh',
    make: (draw) => draw('url', 68),
    around: (secret) => `curl -d @- https://discord.com/api/webhooks/112233445566778899/${secret}`,
  },
  'npm line': { file: '.npmrc', make: (draw) => draw('base62', 40), around: (secret) => `//packages.example.org/:_authToken=${secret}` },
  netrc: { file: '.netrc', make: (draw) => draw('base62', 16), around: (secret) => `machine git.internal login ada password ${secret}` },
  maven: { file: 'settings.xml', make: (draw) => draw('base62', 16), around: (secret) => `      <password>${secret}</password>` },
  kubernetes: {
    file: 'pod.yaml',
    make: (draw) => draw('base62', 32),
    around: (secret) => `        - name: SEARCH_TOKEN\n          value: ${secret}`,
  },
  'a password of a person': {
    file: '.env.example',
    make: (draw) => `Sommer-${between(seeded(3), 10, 99)}!${draw('base62', 4)}`,
    around: (secret) => `DB_PASSWORD=${secret}`,
  },
  'a password of words': { file: '.env.example', make: () => 'blue-harbour-window-nine', around: (secret) => `IMAP_PASSWORD="${secret}"` },
  'a password in JSON': {
    file: '.mcp.json',
    make: (draw) => `R3d${draw('base62', 7)}`,
    around: (secret) => `        "env": { "NEO4J_PASSWORD": "${secret}" }`,
  },
  'a password for psql': {
    file: '.claude/settings.json',
    make: (draw) => `k7${draw('base62', 8)}`,
    around: (secret) => `      "Bash(PGPASSWORD=${secret} psql -h db.internal:*)",`,
  },
  'a key of some service': { file: '.env.example', make: (draw) => `BSA${draw('base62', 28)}`, around: (secret) => `BRAVE_KEY=${secret}` },
  'a key that is a UUID': {
    file: '.mcp.json',
    make: (draw) => `${draw('hex', 8)}-${draw('hex', 4)}-4${draw('hex', 3)}-a${draw('hex', 3)}-${draw('hex', 12)}`,
    around: (secret) => `        "env": { "EXA_API_KEY": "${secret}" }`,
  },
}

/** Secrets of invented values: each known kind in three places, what is known by its name only in all, and what has a form of its own. */
export function secretCorpus(seed = 8): SecretSample[] {
  const random = seeded(seed)
  const draw: Parameters<Maker>[0] = (alphabet, length) => drawn(random, alphabet, length)
  const samples = Object.entries(known).flatMap(([what, make], index) => {
    const places =
      what.startsWith('forty') || what.startsWith('thirty') ? contexts : [0, 4, 9].map((step) => contexts[(index + step) % contexts.length])
    return places.flatMap((context) => {
      if (context === undefined) return []
      const secret = make(draw)
      return [{ what, secret, file: context.file, text: context.line(secret) }]
    })
  })
  const own = Object.entries(particular).map(([what, { file, make, around }]) => {
    const secret = make(draw)
    return { what, secret, file, text: around(secret) }
  })
  return [...samples, ...own]
}
