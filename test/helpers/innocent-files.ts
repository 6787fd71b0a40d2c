/** A text as it stands here, but for the backslashes that keep it one text. */
const raw = (text: TemplateStringsArray) => String.raw(text).replaceAll('\\${', '${').replaceAll('\\`', '`')

/**
 * Files as there are in any project, by name, in which there is no secret: what looks like one is a checksum, a placeholder, a reference, a public half, an
 * identifier, or code.
 */
export const innocentFiles: Readonly<Record<string, string>> = {
  '.env.example': raw`# Copy this to .env and fill it in.
NODE_ENV=development
PORT=4100
LOG_LEVEL=info
DATABASE_URL=postgres://user:password@localhost:5432/app
REDIS_URL=redis://localhost:6379
SHADOW_DATABASE_URL=postgresql://postgres:postgres@127.0.0.1:5432/shadow
AMQP_URL=amqp://guest:guest@localhost/
POSTGRES_USER=postgres
POSTGRES_PASSWORD=postgres
MYSQL_ROOT_PASSWORD=changeme
ADMIN_PASSWORD=change-me-please
DEMO_PASSWORD=Admin123!
JWT_SECRET=your-jwt-secret-here
SESSION_SECRET="replace this with a long random text"
COOKIE_PASSWORD=must-be-at-least-32-characters-example
OPENAI_API_KEY=sk-your-key-here
OPENAI_ORG=org-abcdefghijklmnop
ANTHROPIC_API_KEY=sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
AWS_REGION=eu-central-1
STRIPE_PUBLISHABLE_KEY=pk_live_00000000000000000000
STRIPE_SECRET_KEY=sk_test_...
SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX
GOOGLE_API_KEY=<your key>
GOOGLE_CLIENT_ID=407408718192-k3v4m0p2qk5c7d8e9f0g1h2i3j4k5l6m.apps.googleusercontent.com
SENTRY_DSN=https://examplePublicKey@o0.ingest.sentry.io/0
TOKEN_TTL=3600
TOKEN_URL=https://login.example.com/oauth/token
MAX_TOKENS=4096
SECRET_NAME=projects/notes/secrets/api
PASSWORD_FILE=/run/secrets/password
PASSWORD_MIN_LENGTH=12
SSH_KEY_PATH=~/.ssh/id_ed25519
NEXT_PUBLIC_ANALYTICS_KEY=
VAULT_TOKEN=
API_KEY_HEADER=X-Api-Key
ENCRYPTION_KEY=0123456789abcdef0123456789abcdef
API_SECRET=TODO
API_TOKEN=none
DB_PASSWORD=\${DB_PASSWORD:?missing}
SMTP_PASSWORD=$SMTP_PASSWORD
NPM_TOKEN=op://Private/npm/token`,
  '.mcp.json': raw`{
  "mcpServers": {
    "notes": { "command": "node", "args": ["src/serve-notes.mjs", "--token", "\${NOTES_TOKEN}"] },
    "search": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-brave-search@0.6.2"],
      "env": { "BRAVE_API_KEY": "\${BRAVE_API_KEY}", "MAX_TOKENS": "2000" }
    },
    "github": {
      "type": "http",
      "url": "https://api.githubcopilot.com/mcp/",
      "headers": { "Authorization": "Bearer \${GITHUB_TOKEN}" }
    },
    "database": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-postgres", "postgresql://localhost/notes"],
      "env": { "PGPASSWORD": "\${PGPASSWORD:-}", "PGUSER": "notes_reader" }
    },
    "files": { "command": "docker", "args": ["run", "-i", "--rm", "-e", "API_TOKEN", "ghcr.io/example/files@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"] },
    "browser": { "command": "npx", "args": ["@playwright/mcp@latest", "--secrets", ".env", "--storage-state=./auth/state.json"] },
    "linear": { "type": "sse", "url": "https://mcp.linear.app/sse", "id": "3f2c1f64-9a3b-4f0e-8f6d-2b7f4a1f9c11" }
  }
}`,
  '.claude/settings.json': raw`{
  "$schema": "https://json.schemastore.org/claude-code-settings.json",
  "model": "claude-sonnet-4-5-20250929",
  "env": {
    "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "32000",
    "MAX_THINKING_TOKENS": "10000",
    "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer \${OTEL_TOKEN}",
    "BASH_DEFAULT_TIMEOUT_MS": "120000"
  },
  "apiKeyHelper": "/usr/local/bin/print-key.sh",
  "awsAuthRefresh": "aws sso login --profile notes",
  "permissions": {
    "allow": [
      "Bash(npm run test:*)",
      "Bash(git log:*)",
      "Bash(git show 671a41f0c5d2e84b9d7c3a1f60e5b8d4c2a9f713:*)",
      "Bash(TOKEN=$(cat .token) curl -s http://localhost:4100/api:*)",
      "Bash(curl -H \"Authorization: Bearer $API_TOKEN\" https://api.example.com:*)",
      "Bash(psql postgresql://localhost:5432/notes:*)",
      "Bash(export PASSWORD=$PASSWORD)",
      "Bash(openssl rand -base64 32)",
      "Bash(sha256sum dist/app.js)",
      "WebFetch(domain:docs.anthropic.com)",
      "mcp__github__get_secret_scanning_alert"
    ],
    "deny": ["Read(./.env)", "Read(./.env.*)", "Read(./secrets/**)", "Bash(rm -rf:*)"]
  },
  "hooks": {
    "SessionEnd": [{ "hooks": [{ "type": "command", "command": "vaultkeeper git \"$CLAUDE_PROJECT_DIR\" --push", "timeout": 60 }] }]
  },
  "enabledPlugins": { "code-review@example-marketplace": true },
  "statusLine": { "type": "command", "command": "~/.claude/statusline.sh" }
}`,
  '.claude/agents/reviewer.md': raw`---
name: reviewer
description: Reads changes and says what is wrong with them. Use it before a commit.
tools: Read, Grep, Bash
model: inherit
---

You look for secrets that were left in the code: passwords, tokens, keys.

- A password never stands in the code: it is read from the environment (\`process.env.DB_PASSWORD\`).
- Tokens begin with "ghp_", "sk-", "xoxb-" or "AKIA"; a private key begins with -----BEGIN PRIVATE KEY-----
- Authentication: basic, bearer or digest. The token: ask the person for it.
- Secret: whatever somebody else must not see. Password: at least 12 characters.
- Say "token: missing" where there is none, and "api key: set" where there is one.
- A header looks like this: Authorization: Bearer <token>
- An address looks like this: https://user:pass@example.com/path
- See https://docs.github.com/en/authentication/keeping-your-account-and-data-secure
- The commit 51231a0f9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d is where it began.`,
  '.claude/commands/release.md': raw`1. Run the tests; then \`npm version patch\` and push the tag.
2. Set NPM_TOKEN: in the settings of the repository, as a secret named NPM_TOKEN.
3. gh secret set NPM_TOKEN --body "$NPM_TOKEN"
4. The checksum is c775e7b757ede630cd0aa1113bd102661ab38829ca52a6422ab782862f268646.
5. docker login --username ada --password-stdin < token.txt
6. curl --user "$USER:$PASSWORD" --fail https://registry.example.com/v2/`,
  'package-lock.json': raw`{
  "name": "notes",
  "lockfileVersion": 3,
  "packages": {
    "node_modules/jsonwebtoken": {
      "version": "9.0.2",
      "resolved": "https://packages.example.org/jsonwebtoken/-/jsonwebtoken-9.0.2.tgz",
      "integrity": "sha512-PRp66vJ865SSqOlgqS8hujT5U4AOgMfhrwYIuIhfKaoSCZcirrmASQr8CX7cUg+RMih+hgznrjp99o+W4pJLHQ==",
      "license": "MIT"
    },
    "node_modules/js-tokens": {
      "version": "4.0.0",
      "resolved": "https://packages.example.org/js-tokens/-/js-tokens-4.0.0.tgz",
      "integrity": "sha512-RdJUflcE3cUzKiMqQgsCu06FPu9UdIJO0beYbPhHN4k6apgJtifcoCtT9bcxOpYBtpD2kCM6Sbzg4CausW/PKQ=="
    },
    "node_modules/@aws-sdk/token-providers": {
      "version": "3.925.0",
      "integrity": "sha512-F4Oibka1W5YYDeL+rGt/Hg3NLjOzrJdmuZOE0OFQt/U6dnJwYmYi2gFqduvZnZcD1agNm37mh7/GUq1zvKS6ig=="
    },
    "node_modules/password-prompt": { "integrity": "sha1-x9BNXQK5Jm3a0X2zTq1p6bX6u8k=" }
  }
}`,
  'yarn.lock': raw`"@octokit/auth-token@^4.0.0":
  version "4.0.0"
  resolved "https://registry.yarnpkg.com/@octokit/auth-token/-/auth-token-4.0.0.tgz#40d203ea827b9f17f42a29c6afb93b7745ef80c7"
  integrity sha512-tY/msAuJo6ARbK6SPIxZrPBms3xPbfwBrulZe0Wtr/DIY9lje2HeV1uoebShn6mx7SjCHif6EjMvoREj+gZ+SA==

csrf-token@1.0.0:
  checksum: 10c0/6f2a1b0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a`,
  'go.sum': raw`github.com/golang-jwt/jwt/v5 v5.2.1 h1:OuVbFODueb089Lh128TAcimifWaLhJwVflnrgM17wHk=
github.com/golang-jwt/jwt/v5 v5.2.1/go.mod h1:pqrtFR0X4osieyHYxtmOUWsAWrfe1Q5UVIyoH402zdk=
golang.org/x/crypto v0.31.0 h1:ihbySMvVjLAeSH1IbfcRTkD/iNscyz8rGzjF/E5hV6U=`,
  'Cargo.lock': raw`[[package]]
name = "secrecy"
version = "0.8.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "9bd1c54ea06cfd2f6b63219704de0b9b4f72dcc2b8fdef820be6cd799780e91e"`,
  'settings.py': raw`import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
API_KEY = os.getenv("API_KEY", "")
DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "notes", "PASSWORD": os.environ["DB_PASSWORD"]}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"}]
AUTH_USER_MODEL = "accounts.User"
CSRF_COOKIE_NAME = "csrftoken"
TOKEN_MODEL = None
token = request.headers.get("Authorization", "").removeprefix("Bearer ")
password: str = Field(min_length=12)
client = Client(api_key=settings.api_key, auth_token=self.token)
tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased", use_auth_token=True)
special = {"bos_token": "<|begin_of_text|>", "eos_token": "<|end_of_text|>", "pad_token": "[PAD]"}
key = hashlib.sha256(b"notes").hexdigest()
assert digest == "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"`,
  'client.ts': raw`import { readToken, type TokenStore } from './token-store.ts'

const tokenKey = 'notes.session.token'
const storageKey = 'notes:last-opened-folder'
const apiKey = process.env.API_KEY ?? ''
const password = await askPassword('Password for the repository: ')
const secret: string | undefined = undefined
const token = await readToken(store, { refresh: true })
const headers = { Authorization: \`Bearer \${token}\`, 'X-Api-Key': apiKey }
const accessToken = response.data.access_token
export type Credentials = { user: string; password: string; token?: string | null }
export const passwordRules = { least: 12, most: 128, pattern: /^(?=.*[a-z])(?=.*\d).+$/ }
export const tokenTypes = ['access_token', 'refresh_token', 'id_token'] as const
const secretOf = (name: string) => secrets.get(name) ?? fail('secret-missing')
if (password === 'password') throw new Error('too easy')
const isToken = (text: string) => text.startsWith('ghp_') || text.startsWith('sk-')
const publicKey = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE='
const sortKey = 'modified', primaryKey = 'id', cacheKey = 'a4b1c2d3e4f5061728394a5b6c7d8e9f'
const session = await open({ token: previous.token, key: row.key, auth: 'oauth2' })
const url = new URL('https://api.example.com/v1/tokens?grant_type=refresh_token')
const nonce = '4f90d13a42'
const etag = 'W/"5f-d1c5kGzP0QmS8JYx0oJb4pRzHnE"'
const picture = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const subresource = 'sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC'
const build = '20251121T210512Z-7c1e9b2', requestId = '01JD7Z3V5T8Q9W2X4Y6A8B0C1D'
const firstCommit = { tree: '4b825dc642cb6eb9a060e54bf8d69288fbee4904', author: 'ada' }
const auth = getAuth(app), credentials = fromEnv(), tokens = encode(text)
const passwordField = 'input[type="password"]', tokenInput = '#token-input'
const monkey = 'chimpanzee', keyboard = 'qwertz', turkey = 'Ankara 2024'`,
  'app.go': raw`token, err := jwt.Parse(raw, func(t *jwt.Token) (any, error) { return key, nil })
password := os.Getenv("PASSWORD")
secret := config.Secret
apiKey := flag.String("api-key", "", "the key of the API")
const TokenHeader = "X-Auth-Token"
req.SetBasicAuth(user, password)
var ErrToken = errors.New("token: expired or not yet valid")
if subtle.ConstantTimeCompare([]byte(token), []byte(expected)) != 1 { return ErrToken }`,
  'main.tf': raw`variable "db_password" {
  type      = string
  sensitive = true
}
resource "aws_db_instance" "notes" {
  username = "notes"
  password = var.db_password
  kms_key_id = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
data "aws_secretsmanager_secret" "api" { name = "notes/api" }
locals { token = data.aws_secretsmanager_secret_version.api.secret_string }
resource "random_password" "db" { length = 32 }`,
  '.github/workflows/check.yml': raw`name: check
on: [push, pull_request]
permissions: { contents: read, id-token: write }
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with: { persist-credentials: false, token: "\${{ secrets.GITHUB_TOKEN }}" }
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020
      - run: npm ci
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
          POSTGRES_PASSWORD: postgres
          DATABASE_URL: postgres://postgres:postgres@localhost:5432/test
          CODECOV_TOKEN: \${{ secrets.CODECOV_TOKEN }}
      - run: echo "$KEY" | base64 --decode > key.pem
      - run: test -n "$TOKEN"
services:
  postgres:
    image: postgres:17@sha256:0321e2252ebfeecb8bdcef5dd39b76d3a2ab5a55b2d3fd4c2a1a2e1f0a4d1d5d`,
  'compose.yaml': raw`services:
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD_FILE: /run/secrets/db_password
      POSTGRES_PASSWORD: \${POSTGRES_PASSWORD}
    secrets: [db_password]
  web:
    environment:
      - SECRET_KEY
      - API_TOKEN=\${API_TOKEN}
      - JWT_SECRET=\${JWT_SECRET:-development}
      - SESSION_KEY=change-me
secrets:
  db_password:
    file: ./secrets/db_password.txt`,
  'deployment.yaml': raw`env:
  - name: DB_PASSWORD
    valueFrom:
      secretKeyRef: { name: notes-db, key: password }
  - name: TOKEN_AUDIENCE
    value: https://api.example.com
imagePullSecrets: [{ name: registry-credentials }]
secretName: notes-tls
tokenReviewUrl: https://kubernetes.default.svc/apis/authentication.k8s.io/v1/tokenreviews
serviceAccountToken: { path: token, expirationSeconds: 7200 }
annotations: { checksum/config: 7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730 }
sops: { mac: "ENC[AES256_GCM,data:p2V0xWl3Zk0=,iv:9uPqX0a7=,tag:Zr4=,type:str]" }
password: ENC[AES256_GCM,data:8dJkq0mZlw==,iv:uQ2x5Zs6fT8=,tag:3vVbQ==,type:str]
apiToken: vault:secret/data/notes#token`,
  'locales/de.json': raw`{
  "password": "Passwort",
  "passwordHint": "Mindestens 12 Zeichen, davon 1 Ziffer",
  "password.repeat": "Passwort wiederholen",
  "password.wrong": "Das Passwort ist falsch.",
  "newPassword": "Neues Passwort*",
  "token": "Zugangsschlüssel",
  "secret": "Geheimnis (2 von 3)",
  "api_key": "Schlüssel für die Schnittstelle",
  "forgotPassword": "Passwort-vergessen?",
  "signInWithToken": "Mit-Token-anmelden"
}`,
  'openapi.yaml': raw`components:
  securitySchemes:
    bearer: { type: http, scheme: bearer, bearerFormat: JWT }
    apiKey: { type: apiKey, in: header, name: X-Api-Key }
  schemas:
    Login:
      properties:
        password: { type: string, format: password, minLength: 12 }
        token: { type: string, example: "eyJhbGciOi..." }
        id: { type: string, format: uuid, example: 9b2c1d3e-4f5a-4b6c-8d7e-0f1a2b3c4d5e }
  examples:
    token: { value: { token: "<token>", token_type: Bearer, expires_in: 3600 } }`,
  'README.md': raw`# Notes

- Set API_KEY=... in .env, or pass --api-key KEY.
- Connect with postgres://user:password@host:5432/database.
- git clone https://github.com/example/notes.git
- curl -u user:password https://api.example.com
- ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk3v0mZlQx8yY1eR0t7u2q5w9p4s6d8f0g2h4j6k8l0 ada@example.com
- The fingerprint is SHA256:uNiVztksCsDhcc0u9e8BrKDNTd5VHoFGVd1uz1Z3QxM.
- The token is a JSON web token: header.payload.signature.
- sha256: 5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9
- The id of the snapshot is 4f5e1c0a9b8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f.
- export GITHUB_TOKEN="$(gh auth token)"
- Password: ask Ada. Token: see the keychain. Key: under the mat.
- [token bucket]: https://en.wikipedia.org/wiki/Token_bucket "Token bucket"`,
  'keys.pem': raw`-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----
-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIQIRi6zePL6mKjOipn+dNuaTAKBggqhkjOPQQDAjASMRAwDgYDVQQKEwdBY21lIENvMB4XDTE3MTAyMDE5NDMwNloXDTE4MTAyMDE5NDMwNlow
-----END CERTIFICATE-----`,
  'tokenizer_config.json': raw`{
  "add_bos_token": true,
  "added_tokens_decoder": { "128000": { "content": "<|begin_of_text|>", "special": true } },
  "bos_token": "<|begin_of_text|>",
  "clean_up_tokenization_spaces": true,
  "chat_template": "{% for message in messages %}{{ message.content }}{{ eos_token }}{% endfor %}",
  "model_max_length": 131072,
  "unk_token": "<unk>",
  "tokenizer_class": "PreTrainedTokenizerFast"
}`,
  'deploy.sh': raw`#!/bin/sh
set -eu
: "\${API_TOKEN:?set API_TOKEN}"
TOKEN=$(cat "$HOME/.config/notes/token")
PASSWORD=$1
SECRET="$(openssl rand -hex 32)"
API_KEY=\${API_KEY:-}
export PGPASSWORD="$PASSWORD"
read -rs PASSWORD
some-tool login --token "$TOKEN" --quiet
some-tool --password-file ./password.txt --key-file ~/.ssh/id_rsa
ssh -i "$KEY" deploy@example.com
IMAGE=registry.example.com/notes@sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
COMMIT=9fceb02d0ae598e95dc970b74767f19372d61af8`,
  'index.html': raw`<input type="password" name="password" autocomplete="current-password" placeholder="Password123!">
<meta name="csrf-token" content="{{ csrf_token }}">
<script src="/app.js" integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"></script>
<a href="https://example.com/reset?token={token}">Reset the password</a>
<img alt="token" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
<password>\${env.MAVEN_PASSWORD}</password>`,
  'package.json': raw`{
  "name": "@example/token-store",
  "scripts": { "token": "node scripts/print-token.mjs", "test": "API_KEY=test vitest run", "release": "NPM_TOKEN=$NPM_TOKEN npm publish" },
  "dependencies": { "jsonwebtoken": "9.0.2", "otplib": "12.0.1", "@google-cloud/secret-manager": "5.6.0" },
  "packageManager": "pnpm@9.15.0+sha512.76e2379760a4328ec4415815bcd6628dee727af3779aaa4c914e3944156c4299921a89f976381ee107d41f12cfa4b66681ca9c718f0668fa0831ed4c6d8ba56c",
  "gitHead": "1f7c9a0d2e3b4c5f6a7b8c9d0e1f2a3b4c5d6e7f"
}`,
  'test/login.test.ts': raw`it('refuses a wrong password', async () => {
  await expect(login({ user: 'ada', password: 'wrong' })).rejects.toThrow('password')
  await expect(login({ user: 'ada', password: 'test-password' })).resolves.toMatchObject({ token: expect.any(String) })
  const token = 'fake-token-for-tests-0001'
  const ada = { password: 'Tr0ub4dor&3', confirmPassword: 'Tr0ub4dor&3', address: 'https://ada:tr0ub4dor@localhost/' }
  const apiKey = 'test-api-key-1234567890'
  expect(mask('sk-ant-api03-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).toBe('sk-***')
  expect(parse('https://user:pass@example.com')).toEqual({ user: 'user', password: 'pass' })
  expect(sign({ id: 1 }, 'secret')).toMatch(/^eyJ/)
})`,
}
