// Vector2, Vector3 and Vector4. Methods change the object itself and return it, except those that give a number or a copy.

var CLOSE = 1e-10, SHORT = 1e-5;
function part(value, where) { if (typeof value !== 'number') { wrong(where, 'a number', value); } return value; }
function fixed(value) { return Number.isFinite(value) ? value.toFixed(4) : String(value); }

// Vectors are made thousands of times a second. `...rest` costs a part of what `arguments` does, and `x === +x`, which only
// numbers are, a part of what `typeof` does; NaN takes the long way.
class Vector3 {
  constructor(x, y, ...rest) {
    var z = rest[0];
    if (x === +x && y === +y && z === +z) { this.x = x; this.y = y; this.z = z; return; }
    if (x === undefined && y === undefined && rest.length === 0) { this.x = 0; this.y = 0; this.z = 0; return; }
    this.x = part(x, 'Vector3'); this.y = part(y, 'Vector3'); this.z = part(z, 'Vector3');
  }
  equals(v) {
    need(v, Vector3, 'Vector3.equals');
    var x = this.x - v.x, y = this.y - v.y, z = this.z - v.z;
    return x * x + y * y + z * z < CLOSE;
  }
  set(x, y, z) { this.x = part(x, 'set'); this.y = part(y, 'set'); this.z = part(z, 'set'); return this; }
  clone() { return new Vector3(this.x, this.y, this.z); }
  add(v) { need(v, Vector3, 'Vector3.add'); this.x += v.x; this.y += v.y; this.z += v.z; return this; }
  sub(v) { need(v, Vector3, 'Vector3.sub'); this.x -= v.x; this.y -= v.y; this.z -= v.z; return this; }
  multiply(v) { need(v, Vector3, 'Vector3.multiply'); this.x *= v.x; this.y *= v.y; this.z *= v.z; return this; }
  divide(v) { need(v, Vector3, 'Vector3.divide'); this.x /= v.x; this.y /= v.y; this.z /= v.z; return this; }
  addScalar(s) { part(s, 'Vector3.addScalar'); this.x += s; this.y += s; this.z += s; return this; }
  subScalar(s) { part(s, 'Vector3.subScalar'); this.x -= s; this.y -= s; this.z -= s; return this; }
  multiplyScalar(s) { part(s, 'Vector3.multiplyScalar'); this.x *= s; this.y *= s; this.z *= s; return this; }
  divideScalar(s) { part(s, 'Vector3.divideScalar'); this.x /= s; this.y /= s; this.z /= s; return this; }
  negate() { this.x = -this.x; this.y = -this.y; this.z = -this.z; return this; }
  normalize() { var l = this.length(); return l > SHORT ? this.divideScalar(l) : this.set(0, 0, 0); }
  dot(v) { need(v, Vector3, 'Vector3.dot'); return this.x * v.x + this.y * v.y + this.z * v.z; }
  cross(v) {
    need(v, Vector3, 'Vector3.cross');
    return this.set(this.y * v.z - this.z * v.y, this.z * v.x - this.x * v.z, this.x * v.y - this.y * v.x);
  }
  length() { return Math.sqrt(this.lengthSq()); }
  lengthSq() { return this.x * this.x + this.y * this.y + this.z * this.z; }
  lerp(v, a) {
    need(v, Vector3, 'Vector3.lerp');
    var t = clamp(part(a, 'Vector3.lerp'), 0, 1);
    this.x += (v.x - this.x) * t; this.y += (v.y - this.y) * t; this.z += (v.z - this.z) * t;
    return this;
  }
  applyQuaternion(q) {
    need(q, Quaternion, 'Vector3.applyQuaternion');
    var x = this.x, y = this.y, z = this.z, a = q.x, b = q.y, c = q.z, w = q.w;
    var tx = 2 * (b * z - c * y), ty = 2 * (c * x - a * z), tz = 2 * (a * y - b * x);
    return this.set(x + w * tx + b * tz - c * ty, y + w * ty + c * tx - a * tz, z + w * tz + a * ty - b * tx);
  }
  toString() { return '(' + fixed(this.x) + ',' + fixed(this.y) + ',' + fixed(this.z) + ')'; }
}

class Vector2 {
  constructor(x, y) {
    if (arguments.length === 0) { this.x = 0; this.y = 0; return; }
    this.x = part(x, 'Vector2'); this.y = part(y, 'Vector2');
  }
  equals(v) { need(v, Vector2, 'Vector2.equals'); var x = this.x - v.x, y = this.y - v.y; return x * x + y * y < CLOSE; }
  set(x, y) { this.x = part(x, 'set'); this.y = part(y, 'set'); return this; }
  clone() { return new Vector2(this.x, this.y); }
  add(v) { need(v, Vector2, 'Vector2.add'); this.x += v.x; this.y += v.y; return this; }
  sub(v) { need(v, Vector2, 'Vector2.sub'); this.x -= v.x; this.y -= v.y; return this; }
  multiply(v) { need(v, Vector2, 'Vector2.multiply'); this.x *= v.x; this.y *= v.y; return this; }
  divide(v) { need(v, Vector2, 'Vector2.divide'); this.x /= v.x; this.y /= v.y; return this; }
  addScalar(s) { part(s, 'Vector2.addScalar'); this.x += s; this.y += s; return this; }
  subScalar(s) { part(s, 'Vector2.subScalar'); this.x -= s; this.y -= s; return this; }
  multiplyScalar(s) { part(s, 'Vector2.multiplyScalar'); this.x *= s; this.y *= s; return this; }
  divideScalar(s) { part(s, 'Vector2.divideScalar'); this.x /= s; this.y /= s; return this; }
  negate() { this.x = -this.x; this.y = -this.y; return this; }
  normalize() { var l = this.length(); return l > SHORT ? this.divideScalar(l) : this.set(0, 0); }
  dot(v) { need(v, Vector2, 'Vector2.dot'); return this.x * v.x + this.y * v.y; }
  cross(v) { need(v, Vector2, 'Vector2.cross'); return this.x * v.y - this.y * v.x; }
  length() { return Math.sqrt(this.lengthSq()); }
  lengthSq() { return this.x * this.x + this.y * this.y; }
  lerp(v, a) {
    need(v, Vector2, 'Vector2.lerp');
    var t = clamp(part(a, 'Vector2.lerp'), 0, 1);
    this.x += (v.x - this.x) * t; this.y += (v.y - this.y) * t;
    return this;
  }
  toString() { return '(' + fixed(this.x) + ',' + fixed(this.y) + ')'; }
}

class Vector4 {
  constructor(x, y, z, w) {
    if (arguments.length === 0) { this.x = 0; this.y = 0; this.z = 0; this.w = 0; return; }
    this.x = part(x, 'Vector4'); this.y = part(y, 'Vector4'); this.z = part(z, 'Vector4'); this.w = part(w, 'Vector4');
  }
  equals(v) {
    need(v, Vector4, 'Vector4.equals');
    var x = this.x - v.x, y = this.y - v.y, z = this.z - v.z, w = this.w - v.w;
    return x * x + y * y + z * z + w * w < CLOSE;
  }
  set(x, y, z, w) { this.x = part(x, 'set'); this.y = part(y, 'set'); this.z = part(z, 'set'); this.w = part(w, 'set'); return this; }
  clone() { return new Vector4(this.x, this.y, this.z, this.w); }
  lerp(v, a) {
    need(v, Vector4, 'Vector4.lerp');
    var t = clamp(part(a, 'Vector4.lerp'), 0, 1);
    this.x += (v.x - this.x) * t; this.y += (v.y - this.y) * t; this.z += (v.z - this.z) * t; this.w += (v.w - this.w) * t;
    return this;
  }
  toString() { return '(' + fixed(this.x) + ',' + fixed(this.y) + ',' + fixed(this.z) + ',' + fixed(this.w) + ')'; }
}
