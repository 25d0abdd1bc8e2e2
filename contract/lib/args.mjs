// Command line flags: `--name value`, `--name=value`, `--flag`.
export function parseArgs(argv, defaults) {
  const out = { ...defaults }
  for (let i = 0; i < argv.length; i++) {
    const m = /^--([a-z-]+)(?:=(.*))?$/s.exec(argv[i])
    if (!m || !(m[1] in defaults)) throw new Error(`unknown argument ${argv[i]}; known: ${Object.keys(defaults).map((k) => `--${k}`).join(" ")}`)
    const [, name, inline] = m
    if (typeof defaults[name] === "boolean") out[name] = inline === undefined ? true : inline !== "false"
    else if (inline !== undefined) out[name] = inline
    else {
      if (i + 1 >= argv.length) throw new Error(`--${name} needs a value`)
      out[name] = argv[++i]
    }
    if (typeof defaults[name] === "number") out[name] = Number(out[name])
  }
  return out
}
