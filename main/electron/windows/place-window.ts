import type { Display, Rectangle } from 'electron'

/** Where a window stood when it was last seen. */
export type WindowPlace = { readonly bounds: Rectangle; readonly maximized: boolean }

/** How small a window may become: below it the pages' lists are hard to read. */
export const smallest = { width: 480, height: 480 }
const usual = { width: 1180, height: 820 }
/** What must be seen of a window, at its top, so that it can be found and moved. */
const grip = { width: 120, height: 40 }

/** Where a window opens: as it was, if a person can still get hold of it there; else in the middle of the first screen. It never is larger than its screen. Pure. */
export function placeWindow(last: WindowPlace | undefined, screens: readonly Pick<Display, 'workArea'>[]): WindowPlace {
  const areas = screens.map(({ workArea }) => workArea)
  const home = last && areas.find((area) => isInReach(last.bounds, area))
  if (last && home) return { bounds: fitInto(last.bounds, home), maximized: last.maximized }
  const [area] = areas
  const wanted = { x: 0, y: 0, ...usual, ...(last && { width: last.bounds.width, height: last.bounds.height }) }
  if (area === undefined) return { bounds: wanted, maximized: false }
  const { width, height } = fitInto(wanted, area)
  const x = area.x + Math.round((area.width - width) / 2)
  const y = area.y + Math.round((area.height - height) / 2)
  return { bounds: { x, y, width, height }, maximized: last?.maximized ?? false }
}

function isInReach({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const seen = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
  return seen >= grip.width && y >= area.y && y + grip.height <= area.y + area.height
}

function fitInto(bounds: Rectangle, area: Rectangle): Rectangle {
  const width = Math.max(Math.min(bounds.width, area.width), Math.min(smallest.width, area.width))
  const height = Math.max(Math.min(bounds.height, area.height), Math.min(smallest.height, area.height))
  return { x: bounds.x, y: bounds.y, width, height }
}
