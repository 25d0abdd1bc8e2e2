// The smallest HTTP client that the suite needs: one request in, status, headers and parsed body out.

// `body` that is a string goes out as it is (malformed JSON is a test case); anything else as JSON.
export async function request(base, { method, path, headers = {}, body }) {
  const init = { method, headers: { ...headers }, redirect: "manual" }
  if (body !== undefined) {
    init.headers["content-type"] ??= "application/json"
    init.body = typeof body === "string" ? body : JSON.stringify(body)
  }
  const res = await fetch(new URL(path, base), init)
  const text = await res.text()
  const type = res.headers.get("content-type") ?? ""
  let parsed = text
  if (type.includes("application/json")) {
    try {
      parsed = JSON.parse(text)
    } catch {
      parsed = `<invalid JSON> ${text}`
    }
  }
  return { status: res.status, type, cookies: res.headers.getSetCookie(), body: parsed }
}

// For set-up code: throws unless the answer is 2xx.
export function caller(base, headers) {
  return async (method, path, body) => {
    const r = await request(base, { method, path, headers, body })
    if (r.status < 200 || r.status > 299) {
      throw new Error(`${method} ${path} answered ${r.status}: ${JSON.stringify(r.body).slice(0, 500)}`)
    }
    return r.body
  }
}

export async function adminToken(base, email, password) {
  const { token } = await caller(base, {})("POST", "/auth/user/emailpass", { email, password })
  if (typeof token !== "string") throw new Error("the admin login gave no token")
  return token
}
