const kinds = { html: 'text/html', txt: 'text/plain' } as const

/** Hands a kit to the browser as a file; what is on the sheet is in it. */
export function saveKit(text: string, repository: string, kind: keyof typeof kinds): void {
  const address = URL.createObjectURL(new Blob([text], { type: kinds[kind] }))
  const link = document.createElement('a')
  link.href = address
  link.download = `vaultkeeper-emergency-kit-${repository}.${kind}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
