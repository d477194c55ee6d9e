// Quaternion and Color. Left-handed, degrees, Euler angles in the order Z, X, Y.

var RADIANS = Math.PI / 180;
function turn(degrees) { var rest = degrees % 360; return rest < 0 ? rest + 360 : rest; }

class Quaternion {
  // All zeros, not the identity: scripts call identity() after it.
  constructor(x, y, z, ...rest) {
    var w = rest[0];
    if (x === +x && y === +y && z === +z && w === +w) { this.x = x; this.y = y; this.z = z; this.w = w; return; }
    if (x === undefined && y === undefined && z === undefined && rest.length === 0) { this.x = 0; this.y = 0; this.z = 0; this.w = 0; return; }
    this.x = part(x, 'Quaternion'); this.y = part(y, 'Quaternion'); this.z = part(z, 'Quaternion'); this.w = part(w, 'Quaternion');
  }
  equals(q) { return this.dot(q) > 0.999999; }
  clone() { return new Quaternion(this.x, this.y, this.z, this.w); }
  set(x, y, z, w) { this.x = part(x, 'set'); this.y = part(y, 'set'); this.z = part(z, 'set'); this.w = part(w, 'set'); return this; }
  identity() { return this.set(0, 0, 0, 1); }
  setFromAxisAngle(axis, degree) {
    var a = need(axis, Vector3, 'Quaternion.setFromAxisAngle').clone().normalize();
    var half = part(degree, 'Quaternion.setFromAxisAngle') * RADIANS / 2;
    if (a.lengthSq() === 0) { return this.identity(); }
    var s = Math.sin(half);
    return this.set(a.x * s, a.y * s, a.z * s, Math.cos(half));
  }
  setFromEulerAngles(x, y, z) {
    if (x instanceof Vector3) { y = x.y; z = x.z; x = x.x; }
    var hx = part(x, 'Quaternion.setFromEulerAngles') * RADIANS / 2;
    var hy = part(y, 'Quaternion.setFromEulerAngles') * RADIANS / 2, hz = part(z, 'Quaternion.setFromEulerAngles') * RADIANS / 2;
    var sX = Math.sin(hx), cX = Math.cos(hx), sY = Math.sin(hy), cY = Math.cos(hy), sZ = Math.sin(hz), cZ = Math.cos(hz);
    return this.set(
      cY * sX * cZ + sY * cX * sZ, sY * cX * cZ - cY * sX * sZ, cY * cX * sZ - sY * sX * cZ, cY * cX * cZ + sY * sX * sZ);
  }
  createEulerAngles() {
    var x = this.x, y = this.y, z = this.z, w = this.w;
    var pitch = Math.asin(clamp(2 * (w * x - y * z), -1, 1));
    var yaw = Math.atan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y));
    var roll = Math.atan2(2 * (x * y + w * z), 1 - 2 * (x * x + z * z));
    return new Vector3(turn(pitch / RADIANS), turn(yaw / RADIANS), turn(roll / RADIANS));
  }
  multiply(q) {
    need(q, Quaternion, 'Quaternion.multiply');
    var x = this.x, y = this.y, z = this.z, w = this.w;
    return this.set(
      w * q.x + x * q.w + y * q.z - z * q.y, w * q.y - x * q.z + y * q.w + z * q.x,
      w * q.z + x * q.y - y * q.x + z * q.w, w * q.w - x * q.x - y * q.y - z * q.z);
  }
  invert() { this.x = -this.x; this.y = -this.y; this.z = -this.z; return this; }
  normalize() {
    var l = this.length();
    return l > 0 ? this.set(this.x / l, this.y / l, this.z / l, this.w / l) : this.identity();
  }
  dot(q) { need(q, Quaternion, 'Quaternion.dot'); return this.x * q.x + this.y * q.y + this.z * q.z + this.w * q.w; }
  length() { return Math.sqrt(this.lengthSq()); }
  lengthSq() { return this.x * this.x + this.y * this.y + this.z * this.z + this.w * this.w; }
  slerp(q, a) {
    var t = clamp(part(a, 'Quaternion.slerp'), 0, 1), cos = this.dot(q), sign = cos < 0 ? -1 : 1;
    cos = Math.abs(cos);
    var from = 1 - t, to = t;
    if (cos < 0.9999) {
      var angle = Math.acos(cos), sin = Math.sin(angle);
      from = Math.sin(from * angle) / sin;
      to = Math.sin(to * angle) / sin;
    }
    to *= sign;
    this.set(from * this.x + to * q.x, from * this.y + to * q.y, from * this.z + to * q.z, from * this.w + to * q.w);
    return this.normalize();
  }
  toAxisAngle() {
    var w = clamp(this.w, -1, 1), s = Math.sqrt(1 - w * w);
    if (s < 1e-6) { return { axis: new Vector3(1, 0, 0), angle: 0 }; }
    return { axis: new Vector3(this.x / s, this.y / s, this.z / s), angle: 2 * Math.acos(w) / RADIANS };
  }
  toString() { return '(' + fixed(this.x) + ',' + fixed(this.y) + ',' + fixed(this.z) + ',' + fixed(this.w) + ')'; }
  static euler(x, y, z) { return new Quaternion().setFromEulerAngles(x, y, z); }
  static axisAngle(axis, angle) { return new Quaternion().setFromAxisAngle(axis, angle); }
  static fromToRotation(from, to) {
    var a = need(from, Vector3, 'Quaternion.fromToRotation').clone().normalize();
    var b = need(to, Vector3, 'Quaternion.fromToRotation').clone().normalize();
    var cos = a.dot(b);
    if (cos > 0.999999 || a.lengthSq() === 0 || b.lengthSq() === 0) { return new Quaternion(0, 0, 0, 1); }
    if (cos < -0.999999) {
      var side = new Vector3(1, 0, 0).cross(a);
      if (side.lengthSq() < 1e-6) { side = new Vector3(0, 1, 0).cross(a); }
      return new Quaternion().setFromAxisAngle(side, 180);
    }
    var c = a.clone().cross(b);
    return new Quaternion(c.x, c.y, c.z, 1 + cos).normalize();
  }
  static lookRotation(forward, up) {
    var z = need(forward, Vector3, 'Quaternion.lookRotation').clone().normalize();
    var above = up === undefined ? new Vector3(0, 1, 0) : need(up, Vector3, 'Quaternion.lookRotation');
    var x = above.clone().cross(z).normalize();
    if (z.lengthSq() === 0) { return new Quaternion(0, 0, 0, 1); }
    if (x.lengthSq() === 0) { return Quaternion.fromToRotation(new Vector3(0, 0, 1), z); }
    return fromAxes(x, z.clone().cross(x), z);
  }
}

// The rotation that turns the axes of the frame into these.
function fromAxes(x, y, z) {
  var trace = x.x + y.y + z.z, s;
  if (trace > 0) {
    s = Math.sqrt(trace + 1) * 2;
    return new Quaternion((y.z - z.y) / s, (z.x - x.z) / s, (x.y - y.x) / s, s / 4);
  }
  if (x.x > y.y && x.x > z.z) {
    s = Math.sqrt(1 + x.x - y.y - z.z) * 2;
    return new Quaternion(s / 4, (y.x + x.y) / s, (z.x + x.z) / s, (y.z - z.y) / s);
  }
  if (y.y > z.z) {
    s = Math.sqrt(1 + y.y - x.x - z.z) * 2;
    return new Quaternion((y.x + x.y) / s, s / 4, (z.y + y.z) / s, (z.x - x.z) / s);
  }
  s = Math.sqrt(1 + z.z - x.x - y.y) * 2;
  return new Quaternion((z.x + x.z) / s, (z.y + y.z) / s, s / 4, (x.y - y.x) / s);
}

class Color {
  constructor(r, g, b, a) {
    if (arguments.length === 0) { this.r = 0; this.g = 0; this.b = 0; this.a = 0; return; }
    this.r = part(r, 'Color'); this.g = part(g, 'Color'); this.b = part(b, 'Color');
    this.a = a === undefined ? 1 : part(a, 'Color');
  }
  equals(c) {
    need(c, Color, 'Color.equals');
    var r = this.r - c.r, g = this.g - c.g, b = this.b - c.b, a = this.a - c.a;
    return r * r + g * g + b * b + a * a < CLOSE;
  }
  set(r, g, b, a) { this.r = part(r, 'set'); this.g = part(g, 'set'); this.b = part(b, 'set'); this.a = part(a, 'set'); return this; }
  setFromHsv(h, s, v) {
    part(h, 'Color.setFromHsv'); part(s, 'Color.setFromHsv'); part(v, 'Color.setFromHsv');
    var f = function (n) { var k = (n + h * 6) % 6; return v - v * s * Math.max(0, Math.min(k, 4 - k, 1)); };
    this.r = f(5); this.g = f(3); this.b = f(1);
    return this;
  }
  clone() { return new Color(this.r, this.g, this.b, this.a); }
  lerp(c, t) {
    need(c, Color, 'Color.lerp');
    var k = clamp(part(t, 'Color.lerp'), 0, 1);
    this.r += (c.r - this.r) * k; this.g += (c.g - this.g) * k; this.b += (c.b - this.b) * k; this.a += (c.a - this.a) * k;
    return this;
  }
  toString() { return '(' + fixed(this.r) + ',' + fixed(this.g) + ',' + fixed(this.b) + ',' + fixed(this.a) + ')'; }
}
