// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of the shell
import { workFolder } from './posix-shell.ts'
import type { NewPlace, Shell } from './shell.ts'

/** PowerShell, of Windows itself or newer. It does as {@link posixShell} does. */
export const powerShell: Shell = {
  language: 'powershell',
  called: 'PowerShell',
  prepare: (machine) => [
    `New-Item -ItemType Directory -Force "$HOME\\${workFolder}" | Out-Null; Set-Location "$HOME\\${workFolder}"`,
    `$machine = ${word(machine)}; $brought = @{}`,
    '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
    'function Ask($Variable, $Question) {',
    '  $typed = Read-Host -AsSecureString $Question',
    `  Set-Item "env:$Variable" ([Net.NetworkCredential]::new('', $typed).Password)`,
    '}',
    'function Newest($Tag, $Whole, $Parts) {',
    '  $full = $null; $other = $null; $over = [ordered]@{}',
    '  $list = (backups snapshots --json --host $machine --tag $Tag | Out-String | ConvertFrom-Json) | ForEach-Object { $_ }',
    '  $list | Where-Object { [DateTimeOffset]$_.time -le [DateTimeOffset]::Now } | Sort-Object { [DateTimeOffset]$_.time } | ForEach-Object {',
    "    $plan = \"$(@($_.tags) -like 'plan:*' | Select-Object -First 1)\" -replace '^plan:', ''",
    "    if ($plan -eq '' -or $Whole -contains $plan) { $full = $_; $over.Clear() }",
    '    elseif ($Parts -contains $plan) { $over.Remove($plan); $over[$plan] = $_ }',
    '    else { $other = $_ }',
    '  }',
    '  if ($null -eq $full) { $full = $other }',
    '  @($full) + @($over.Values) | Where-Object { $_ }',
    '}',
    'function BringBack($Tag, $To, $Whole, $Parts, $Inside) {',
    "  $how = 'whole'; $since = [DateTimeOffset]::MinValue",
    '  if ((Test-Path -LiteralPath $To) -and (Get-ChildItem -Force -LiteralPath $To | Select-Object -First 1)) {',
    "    if ($Inside -and $script:brought.Contains($Inside)) { $how = 'over'; $since = $script:brought[$Inside] }",
    '    else { Write-Host "$To is there already, and is left as it is."; return }',
    '  }',
    '  $snapshots = @(Newest $Tag $Whole $Parts)',
    '  if ($snapshots.Count -eq 0) { Write-Host "There is nothing of $Tag in these backups."; return }',
    '  foreach ($snapshot in $snapshots) {',
    "    $overwrite = if ([DateTimeOffset]$snapshot.time -gt $since) { 'if-changed' } else { 'if-newer' }",
    "    if ($how -eq 'over') { backups restore $snapshot.id --target $To --overwrite $overwrite --verify }",
    '    else { backups restore $snapshot.id --target "$To.coming-back" --verify }',
    '    if ($LASTEXITCODE -ne 0) { Write-Host "Not all of $Tag came back; what came is in $To.coming-back. Try again, or from other backups."; return }',
    '  }',
    "  if ($how -eq 'whole') {",
    '    if (Test-Path -LiteralPath $To) { Remove-Item -LiteralPath $To }',
    '    [IO.Directory]::Move("$To.coming-back", $To)',
    '  }',
    '  $script:brought[$To] = @(@($since) + @($snapshots | ForEach-Object { [DateTimeOffset]$_.time }) | Sort-Object)[-1]',
    '  Write-Host "${To}: $(@(Get-ChildItem -Recurse -Force -LiteralPath $To).Count) files and folders"',
    '}',
  ],
  ask: (variable, question) => `Ask ${variable} ${word(question)}`,
  set: (variable, value) => `$env:${variable} = ${word(value)}`,
  openRepository: (location, flags) => {
    const words = [typeof location === 'string' ? word(location) : place(location), ...flags.map(word)]
    return `function backups { restic -r ${words.join(' ')} --no-lock @args }`
  },
  list: 'backups snapshots --compact --host $machine',
  bringBack: ({ tag, to, whole, parts, inside }) =>
    ['BringBack', word(tag), place(to), list(whole), list(parts), ...(inside === null ? [] : [place(inside)])].join(' '),
  check: 'backups check',
  start: (folder, [program = '', ...parameters]) => {
    const of =
      parameters.length === 0 ? '' : ` -ArgumentList ${parameters.map((one) => word(`"${one.replaceAll('"', '\\"')}"`)).join(', ')}`
    return `Start-Process -WorkingDirectory ${place(folder)} -FilePath ${word(program)}${of}`
  },
  place,
  word,
}

function place({ from, path }: NewPlace): string {
  if (from === 'root') return word(path)
  return path === '' ? '$HOME' : `(Join-Path $HOME ${word(path.replaceAll('/', '\\'))})`
}

function list(words: readonly string[]): string {
  return `@(${words.map(word).join(', ')})`
}

/** Everything but letters, digits and plain signs is written by its number, where a quotation mark of any kind would end the word. */
function word(text: string): string {
  const parts = text
    .toWellFormed()
    .split(/([\p{Cc}\p{Cf}\p{Zl}\p{Zp}])/u)
    .filter((part) => part !== '')
  // PowerShell takes all of these for a single quotation mark, and two of the same for one that is meant.
  const quoted = parts.map((part) =>
    /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]$/u.test(part)
      ? `[char]::ConvertFromUtf32(${part.codePointAt(0)})`
      : `'${part.replaceAll(/['\u2018\u2019\u201a\u201b]/g, (mark) => mark + mark)}'`,
  )
  const [only = "''"] = quoted
  return quoted.length > 1 || only.startsWith('[')
    ? `(${quoted.map((one, at) => (at === 0 && one.startsWith('[') ? `'' + ${one}` : one)).join(' + ')})`
    : only
}
