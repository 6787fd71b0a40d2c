// What became of the tests, from the reports of vitest, and of the faults, from those of `npm run test:faults`. Run by whatever Node the machine has.
//   report.cjs again FIRST                 the files of which tests failed, a line each; none where so many did that it is no matter of luck
//   report.cjs count EXIT FAULTS FIRST [SECOND]   counts; FAULTS is the folder of the faults' report; in SECOND are the files that were run again, alone.
//                                          The last line is the count: a case whose fault struck, and after which all held, is one that passed
const { readdirSync, readFileSync } = require('node:fs')
const path = require('node:path')

/** More files than this do not fail for want of a quiet machine. */
const few = 8

const [command, ...words] = process.argv.slice(2)
if (command === 'again') again(words[0])
else count(Number(words[0]), words[1], words.slice(2))

function again(first) {
  const files = read(first).filter(({ status }) => status === 'failed')
  if (files.length <= few) for (const { name } of files) console.log(name)
}

function count(exit, faults, [first, second]) {
  const before = read(first)
  const after = new Map((second === undefined ? [] : read(second)).map((file) => [file.name, file]))
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const file of before) {
    const last = after.get(file.name) ?? file
    const failed = counts.failed
    for (const { status } of last.assertionResults) counts[status === 'passed' || status === 'failed' ? status : 'skipped']++
    // A file that could not be loaded, or whose hooks failed, has tests that nobody ran.
    if (last.status === 'failed' && counts.failed === failed) counts.failed++
    tellFailed(last)
    if (last !== file) tellOnlyThen(file, last)
  }
  // No report, no tests, or an error outside of any test: the command has failed though no test did.
  const explained = after.size > 0 && before.every((file) => (after.get(file.name) ?? file).status === 'passed')
  if (counts.failed === 0 && (counts.passed === 0 || (exit !== 0 && !explained))) counts.failed = 1
  for (const [name, number] of Object.entries(sumsOf(faults))) counts[name] += number
  console.log(`${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`)
  process.exitCode = counts.failed ? 1 : 0
}

/** Of faults. Without a report the suite did not get that far. */
function sumsOf(folder) {
  try {
    const names = readdirSync(folder).filter((name) => /^faults-\d+\.json$/.test(name))
    const [sums] = names.map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')).sums)
    if (sums) return sums
  } catch {
    // As if there were none.
  }
  console.log('The faults have left no report.')
  return { passed: 0, failed: 1, skipped: 0 }
}

/** Named once more, behind everything else: whoever sees only the end of a long output sees why. */
function tellFailed({ name: file, status, message, assertionResults }) {
  const name = file.replace(`${process.cwd()}/`, '')
  const failed = assertionResults.filter((one) => one.status === 'failed')
  const [first] = (message || 'no reason given').split('\n')
  if (status === 'failed' && failed.length === 0) console.log(`FAILED: ${name}: ${first}`)
  for (const { fullName, failureMessages } of failed) console.log(`FAILED: ${name}: ${fullName}: ${whyOf(failureMessages)}`)
}

function whyOf(messages) {
  return (messages?.[0] ?? 'no reason given').slice(0, 500).trim()
}

/** A test that passes at the second try only is a fault, in it or in the program: it is named, so that its cause is looked for. */
function tellOnlyThen(first, last) {
  const passed = new Set(last.assertionResults.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName))
  for (const { status, fullName, failureMessages } of first.assertionResults)
    if (status === 'failed' && passed.has(fullName))
      console.log(`PASSED ONLY WHEN RUN AGAIN, ALONE: ${first.name}: ${fullName}: ${whyOf(failureMessages)}`)
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults
  } catch {
    return []
  }
}
