// Path-wise differences between two JSON values.
const show = (v) => {
  const s = v === undefined ? "nothing" : JSON.stringify(v)
  return s.length > 160 ? `${s.slice(0, 157)}...` : s
}
const kind = (v) => (v === null ? "null" : Array.isArray(v) ? "array" : typeof v)

export function diff(want, got, path = "", out = []) {
  if (want === got) return out
  if (kind(want) === kind(got) && kind(want) === "array") {
    if (want.length !== got.length) out.push(`${path || "."}: expected ${want.length} elements, got ${got.length}`)
    for (let i = 0; i < Math.min(want.length, got.length); i++) diff(want[i], got[i], `${path}[${i}]`, out)
    return out
  }
  if (kind(want) === kind(got) && kind(want) === "object") {
    for (const k of new Set([...Object.keys(want), ...Object.keys(got)])) {
      const at = path ? `${path}.${k}` : k
      if (!(k in got)) out.push(`${at}: missing, expected ${show(want[k])}`)
      else if (!(k in want)) out.push(`${at}: not expected, got ${show(got[k])}`)
      else diff(want[k], got[k], at, out)
    }
    return out
  }
  out.push(`${path || "."}: expected ${show(want)}, got ${show(got)}`)
  return out
}
