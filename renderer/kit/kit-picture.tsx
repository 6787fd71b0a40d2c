import type { KitCode } from '../../main/contract/procedures/kit.ts'

type KitPictureProps = { readonly code: KitCode; readonly className?: string | undefined }

/** A QR code, dark on light whatever the colours of the page are. */
export function KitPicture({ code, className }: KitPictureProps) {
  const { title, size, path } = code
  // In millimetres on paper: three in a row, where a module is 0.45 mm or more; one that holds more than usual is larger.
  const width = size <= 125 ? Math.min(56, size * 0.55) : size * 0.5
  return (
    <svg
      role="img"
      aria-label={title}
      viewBox={`0 0 ${size} ${size}`}
      width={`${width}mm`}
      className={className}
      shapeRendering="crispEdges"
    >
      <path fill="#fff" d={`M0 0h${size}v${size}h-${size}z`} />
      <path fill="#000" d={path} />
    </svg>
  )
}
