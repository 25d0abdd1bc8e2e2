// What a browser does for the SDK's session mode: keeps the server's cookies and sends them back. Node's fetch does not.
export function cookieJar(base) {
  const cookies = new Map()
  const { origin } = new URL(base)
  const plain = globalThis.fetch

  async function fetchWithCookies(input, init = {}) {
    if (new URL(input).origin !== origin) return plain(input, init)
    const headers = new Headers(init.headers)
    if (cookies.size) headers.set("cookie", [...cookies].map(([k, v]) => `${k}=${v}`).join("; "))
    const res = await plain(input, { ...init, headers })
    for (const line of res.headers.getSetCookie()) {
      const [pair] = line.split(";")
      const at = pair.indexOf("=")
      const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1)]
      const expires = /;\s*expires=([^;]+)/i.exec(line)
      if (!value || (expires && Date.parse(expires[1]) <= Date.now())) cookies.delete(name)
      else cookies.set(name, value)
    }
    return res
  }

  return {
    has: (name) => cookies.has(name),
    // Runs fn with the cookies, and no one else's requests with them.
    async within(fn) {
      cookies.clear()
      globalThis.fetch = fetchWithCookies
      try {
        return await fn()
      } finally {
        globalThis.fetch = plain
      }
    },
  }
}
