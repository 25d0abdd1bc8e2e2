// Numbers that look random and are the same on every machine: mulberry32, from a seed.
export class Random {
  constructor(seed) {
    this.state = seed >>> 0
  }
  // In [0, 1).
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  // A whole number of `from` to `to`, both included.
  whole(from, to) {
    return from + Math.floor(this.next() * (to - from + 1))
  }
  chance(share) {
    return this.next() < share
  }
  one(list) {
    return list[this.whole(0, list.length - 1)]
  }
  // `count` different ones, in random order.
  some(list, count) {
    const left = [...list]
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(this.whole(0, left.length - 1), 1)[0])
  }
}
