import type { TrayState } from '../../../main/engine/tray/tray-view.ts'

/** The states that have an icon. */
export const trayStates: readonly TrayState[] = ['failed', 'attention', 'paused', 'running', 'protected']

/**
 * The icon of a state as SVG text, black on nothing. It is drawn for the size that it is shown at: straight edges lie on whole pixels. Each state is another shape,
 * all of them of the mark's door: whole with a check; turning; with two bars in it; broken into four by a cross. What wants a person is the sign that everybody
 * knows.
 * @param size of the drawing, an even number of pixels
 * @param canvas of the picture; the drawing lies in its middle
 */
export function trayDrawing(state: TrayState, size: number, canvas: number = size): string {
  const at = Math.floor((canvas - size) / 2)
  const view = `width="${canvas}" height="${canvas}" viewBox="${-at} ${-at} ${canvas} ${canvas}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${view}>${shapes[state](size / 16)}</svg>`
}

/** Drawn on 16 units of `u` pixels. */
const shapes: Readonly<Record<TrayState, (u: number) => string>> = {
  protected: (u) => `${without(u, stroke(`M${4.5 * u} ${8.4 * u}l${2.5 * u} ${2.5 * u} ${4.6 * u}-${5.2 * u}`, 2 * u, 'round'))}${door(u)}`,
  failed: (u) => `${without(u, stroke(`M0 0L${16 * u} ${16 * u}M${16 * u} 0L0 ${16 * u}`, 2.3 * u, 'butt'))}${door(u)}`,
  paused,
  running,
  attention,
}

/** A door with two bars in it. */
function paused(u: number): string {
  const [edge, wall, size] = [Math.round(u), Math.round(2 * u), 16 * u]
  const middle = edge + wall / 2
  const half = Math.round(u)
  const top = edge + wall + Math.round(2 * u)
  const bar = (x: number) => `<rect x="${x}" y="${top}" width="${wall}" height="${size - 2 * top}"/>`
  const frame = `<rect x="${middle}" y="${middle}" width="${size - 2 * middle}" height="${size - 2 * middle}" rx="${3.2 * u}" fill="none" stroke="#000" stroke-width="${wall}"/>`
  return `${frame}${bar(size / 2 - half - wall)}${bar(size / 2 + half)}`
}

/** Two arrows that turn around a wheel. */
function running(u: number): string {
  const [centre, radius] = [8 * u, 5.5 * u]
  const on = (degrees: number, far = radius) => {
    const angle = (degrees * Math.PI) / 180
    return `${round(centre + far * Math.cos(angle))} ${round(centre + far * Math.sin(angle))}`
  }
  const arrow = (from: number) => {
    const to = from + 106
    const arc = `<path d="M${on(from)}A${radius} ${radius} 0 0 1 ${on(to)}" fill="none" stroke="#000" stroke-width="${2.4 * u}"/>`
    const [inner, outer] = [radius - 3 * u, radius + 2.5 * u]
    return `${arc}<path d="M${on(to - 2, inner)}L${on(to - 2, outer)}L${on(to + 42, radius + 0.2 * u)}z"/>`
  }
  return `${arrow(165)}${arrow(345)}<circle cx="${centre}" cy="${centre}" r="${1.8 * u}"/>`
}

/** A triangle with an exclamation mark cut out. */
function attention(u: number): string {
  const half = Math.floor(u + 0.25)
  const cut = (from: number, to: number) =>
    `<rect x="${8 * u - half}" y="${Math.round(from * u)}" width="${2 * half}" height="${Math.round(to * u) - Math.round(from * u)}" fill="#000"/>`
  const wide = 2.6 * u
  const base = Math.round(15 * u) - wide / 2
  const triangle = `M${8 * u} ${2.4 * u}L${14.1 * u} ${base}H${1.9 * u}z`
  return `${without(u, cut(5, 10) + cut(11, 13))}<path d="${triangle}" stroke="#000" stroke-width="${wide}" stroke-linejoin="round" mask="url(#cut)"/>`
}

function door(u: number): string {
  const edge = Math.round(u)
  return `<rect x="${edge}" y="${edge}" width="${16 * u - 2 * edge}" height="${16 * u - 2 * edge}" rx="${4 * u}" mask="url(#cut)"/>`
}

/** A mask of the name `cut`: all but what is given. */
function without(u: number, cut: string): string {
  return `<mask id="cut" maskUnits="userSpaceOnUse" x="0" y="0" width="${16 * u}" height="${16 * u}"><rect width="${16 * u}" height="${16 * u}" fill="#fff"/>${cut}</mask>`
}

function stroke(path: string, width: number, ends: 'round' | 'butt'): string {
  return `<path d="${path}" fill="none" stroke="#000" stroke-width="${width}" stroke-linecap="${ends}" stroke-linejoin="round"/>`
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
