/**
 * A secret that is known by how it is written. `kind`: what a person calls it. `issuer`: who can revoke it. `pattern` has the flags `dg`; where there is a group
 * `secret` that alone is the secret. Each begins with letters that are rare elsewhere and has bounds everywhere, so that no text takes long.
 */
export type SecretFormat = { readonly kind: string; readonly issuer: string | null; readonly pattern: RegExp }

const format = (kind: string, issuer: string | null, source: string): SecretFormat => ({ kind, issuer, pattern: new RegExp(source, 'dg') })

/** Begins where no longer word would end: `xghp_…` is none. */
const b = '(?<![A-Za-z0-9_-])'
/** Ends where it ends: what is longer is something else. */
const e = '(?![A-Za-z0-9_-])'

/**
 * The formats that are looked for, the more particular before the more general. They are as their issuers document them ("token formats", "secret scanning
 * patterns"); the rules of gitleaks and secretlint, both MIT, were read beside them. Public halves (`pk_live_…`, `ssh-rsa …`) are none.
 */
export const secretFormats: readonly SecretFormat[] = [
  // PEM with at least a line of its content, also on one line with \n in JSON; a mere heading in a text is none.
  format(
    'private key',
    null,
    String.raw`-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[rn]|[A-Za-z0-9-]{1,20}: [^\n]{0,80}){0,40}(?<secret>[A-Za-z0-9+/=]{40,4096})`,
  ),
  format(
    'private key',
    null,
    String.raw`PuTTY-User-Key-File-\d: [^\n]{1,60}\n(?:[^\n]{0,100}\n){1,40}?Private-Lines: \d{1,4}\r?\n(?<secret>[A-Za-z0-9+/=]{20,100})`,
  ),
  format('age key', null, `${b}AGE-SECRET-KEY-1[0-9A-Z]{58}${e}`),
  format('AWS access key', 'AWS', `${b}(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}${e}`),
  format('GitHub token', 'GitHub', `${b}(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{50,255})${e}`),
  format(
    'GitLab token',
    'GitLab',
    `${b}gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_-]{20,60}(?:\\.[0-9a-z.]{5,40})?${e}`,
  ),
  format('Bitbucket or Atlassian token', 'Atlassian', `${b}AT(?:ATT3|BB|CTT3)[A-Za-z0-9_=-]{28,260}`),
  format(
    'Slack token',
    'Slack',
    `${b}(?:xox[abeoprs]-[A-Za-z0-9-]{20,260}|xoxe\\.xox[bp]-\\d-[A-Za-z0-9]{40,260}|xapp-\\d-[A-Z0-9]{8,16}-\\d{8,16}-[a-z0-9]{32,80})`,
  ),
  format('Slack webhook', 'Slack', 'https://hooks\\.slack\\.com/(?:services|workflows|triggers)/(?<secret>[A-Za-z0-9+/]{40,80})'),
  format(
    'Discord webhook',
    'Discord',
    'https://(?:canary\\.|ptb\\.)?discord(?:app)?\\.com/api/webhooks/\\d{17,20}/(?<secret>[A-Za-z0-9_-]{60,80})',
  ),
  format('Discord token', 'Discord', `${b}[MNO][A-Za-z\\d_-]{23,27}\\.[A-Za-z\\d_-]{6}\\.[A-Za-z\\d_-]{27,38}${e}`),
  format('Telegram token', 'Telegram (@BotFather)', `(?<![\\w:])\\d{8,10}:AA[A-Za-z0-9_-]{33}${e}`),
  format('Stripe key', 'Stripe', `${b}(?:[sr]k_(?:live|test)_[0-9A-Za-z]{16,250}|whsec_[A-Za-z0-9+/]{32,80})`),
  format('Anthropic key', 'Anthropic', `${b}sk-ant-[a-z]{2,10}\\d{2}-[A-Za-z0-9_-]{40,140}`),
  format('OpenRouter key', 'OpenRouter', `${b}sk-or-v1-[0-9a-f]{64}${e}`),
  format('OpenAI key', 'OpenAI', `${b}sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})${e}`),
  // Many others have copied the form: 32 hexadecimal digits, or 48 letters and digits.
  format('API key', null, `${b}sk-(?:[0-9a-f]{32}|[A-Za-z0-9]{48})${e}`),
  format('Google key', 'Google', `${b}AIza[A-Za-z0-9_-]{35}${e}`),
  format('Google client secret', 'Google', `${b}GOCSPX-[A-Za-z0-9_-]{28}${e}`),
  format('Google token', 'Google', `${b}(?:ya29\\.[A-Za-z0-9_-]{40,1000}|1//0[A-Za-z0-9_-]{38,120})`),
  format('Hugging Face token', 'Hugging Face', `${b}(?:hf|api_org)_[A-Za-z]{34}${e}`),
  format('Groq key', 'Groq', `${b}gsk_[A-Za-z0-9]{52}${e}`),
  format('xAI key', 'xAI', `${b}xai-[A-Za-z0-9]{70,90}${e}`),
  format('Perplexity key', 'Perplexity', `${b}pplx-[A-Za-z0-9]{40,60}${e}`),
  format('Replicate token', 'Replicate', `${b}r8_[A-Za-z0-9]{37,40}${e}`),
  format('Tavily key', 'Tavily', `${b}tvly-(?:(?:dev|prod)-)?[A-Za-z0-9]{28,60}${e}`),
  format('Firecrawl key', 'Firecrawl', `${b}fc-[0-9a-f]{32}${e}`),
  format('LangSmith key', 'LangChain', `${b}lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}${e}`),
  format('npm token', 'npm', `${b}npm_[A-Za-z0-9]{36}${e}`),
  format('PyPI token', 'PyPI', `${b}pypi-Ag(?:EIcHlwaS5vcmc|ENdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{50,1000}`),
  format('RubyGems key', 'RubyGems', `${b}rubygems_[0-9a-f]{48}${e}`),
  format('Docker token', 'Docker', `${b}dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}${e}`),
  format('Azure key', 'Azure', '(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)'),
  format(
    'Azure signature',
    'Azure',
    'https://[^\\s"\'<>]{1,200}\\.windows\\.net/[^\\s"\'<>]{0,400}[?&]sig=(?<secret>[A-Za-z0-9%+/]{40,80})',
  ),
  format('Azure client secret', 'Azure', `(?<![\\w~.-])[A-Za-z0-9_~.-]{3}\\dQ~[A-Za-z0-9_~.-]{31,34}(?![\\w~.-])`),
  format('Azure DevOps token', 'Azure', `${b}[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}${e}`),
  format('SendGrid key', 'SendGrid', `${b}SG\\.[A-Za-z0-9_-]{20,24}\\.[A-Za-z0-9_-]{39,50}${e}`),
  format('Mailgun key', 'Mailgun', `${b}key-[0-9a-f]{32}${e}`),
  format('Mailchimp key', 'Mailchimp', `${b}[0-9a-f]{32}-us\\d{1,2}${e}`),
  format('Shopify token', 'Shopify', `${b}shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}${e}`),
  format('Square token', 'Square', `${b}sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}${e}`),
  format('DigitalOcean token', 'DigitalOcean', `${b}do[opr]_v1_[0-9a-f]{64}${e}`),
  format('Databricks token', 'Databricks', `${b}dapi[0-9a-f]{32}(?:-\\d)?${e}`),
  format('Vault token', 'HashiCorp Vault', `${b}hv[sbr]\\.[A-Za-z0-9_-]{24,300}${e}`),
  format('Doppler token', 'Doppler', `${b}dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}${e}`),
  format('Tailscale key', 'Tailscale', `${b}tskey-(?:api|auth|client|scim|webhook)-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,60}${e}`),
  format('Figma token', 'Figma', `${b}fig[du]_[A-Za-z0-9_-]{40}${e}`),
  format('Notion token', 'Notion', `${b}(?:ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43})${e}`),
  format('Linear key', 'Linear', `${b}lin_(?:api|oauth)_[A-Za-z0-9]{40,64}${e}`),
  format('Airtable token', 'Airtable', `${b}pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}${e}`),
  format('Sentry token', 'Sentry', `${b}(?:sntrys_eyJ[A-Za-z0-9=_/+-]{60,400}|sntryu_[0-9a-f]{64}${e})`),
  format('Grafana token', 'Grafana', `${b}(?:glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}${e}|glc_eyJ[A-Za-z0-9+/=]{60,400})`),
  format('New Relic key', 'New Relic', `${b}NRAK-[A-Z0-9]{27}${e}`),
  format('Postman key', 'Postman', `${b}PMAK-[0-9a-f]{24}-[0-9a-f]{34}${e}`),
  format('PlanetScale token', 'PlanetScale', `${b}pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,64}`),
  format('Supabase key', 'Supabase', `${b}(?:sbp_[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8})${e}`),
  format('Pulumi token', 'Pulumi', `${b}pul-[0-9a-f]{40}${e}`),
  format('1Password token', '1Password', `${b}ops_eyJ[A-Za-z0-9_-]{200,1200}`),
  // RFC 7519: header and payload are JSON, so both begin as {" does in base64.
  format('JSON web token', null, `${b}eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{20,1000}`),
  // RFC 7617.
  format('password', null, '[Bb]asic (?<secret>[A-Za-z0-9+/]{12,400}={0,2})(?![A-Za-z0-9+/=])'),
  // RFC 3986, with a user and a password: of databases, of mail, of git.
  format(
    'password in an address',
    null,
    '(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}://[^\\s:/?#@"\'`<>\\[\\]{}]{0,100}:(?<secret>[^\\s/?#@"\'`<>]{1,200})@[A-Za-z0-9_\\[$%{.-]',
  ),
  format('token in an address', null, 'https?://(?<secret>[A-Za-z0-9_-]{30,100})@[A-Za-z0-9.-]{3,100}'),
]
