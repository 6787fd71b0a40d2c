/**
 * The icon of the app as SVG text: the mark, as in renderer/public/icon.svg. Small ones leave out the ring, which would be a grey mist around the check.
 * @param margin around the door, as a part of the size: macOS wants room for a shadow, the others next to none
 */
export function appDrawing(size: number, margin: number): string {
  const edge = size <= 48 ? Math.round(size * margin) : size * margin
  const door = size - 2 * edge
  const u = door / 26
  const at = (value: number) => Math.round((edge + value * u) * 100) / 100
  const isSmall = size <= 24
  const check = isSmall
    ? `M${at(6.6)} ${at(13.6)}l${4.4 * u} ${4.4 * u} ${8.2 * u}-${9.4 * u}`
    : `M${at(9.6)} ${at(13.2)}l${2.5 * u} ${2.5 * u} ${4.5 * u}-${5 * u}`
  const ring = isSmall ? '' : `<circle cx="${size / 2}" cy="${size / 2}" r="${7.5 * u}" stroke-width="${2.4 * u}"/>`
  // The edge of the door in its frame, where there is room for it.
  const frame =
    size < 128
      ? ''
      : `<rect x="${at(2.4)}" y="${at(2.4)}" width="${21.2 * u}" height="${21.2 * u}" rx="${4.9 * u}" stroke="#5c9cc4" stroke-width="${0.7 * u}"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}">
<rect x="${edge}" y="${edge}" width="${door}" height="${door}" rx="${7 * u}" fill="#1f5f8b"/>
<g fill="none" stroke="#fff">${frame}${ring}<path d="${check}" stroke-width="${(isSmall ? 3.4 : 2.4) * u}" stroke-linecap="round" stroke-linejoin="round"/></g>
</svg>`
}
