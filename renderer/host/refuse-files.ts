/** Files are not given to pages: one that is dropped would be shown in our place, or beside us. Text may still be dropped where it can be written. */
export function refuseFiles(): void {
  const refuse = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'none'
  }
  for (const over of ['dragenter', 'dragover', 'drop'] as const) addEventListener(over, refuse)
}
