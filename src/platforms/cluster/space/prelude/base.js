// What all parts of the item script interface share. The files of this folder are parts of one function, which is called with
// `N`, what the host offers, and `names`, the names of the callbacks; it gives back what the host needs of it.

var loading = true, physics = false;
var said = new Set();

function warn(text) { N.log(1, text); }
function warnOnce(text) { if (!said.has(text) && said.size < 1000) { said.add(text); warn(text); } }

// Called at top level, where it does nothing: gives `instead`.
function early(name, instead) {
  warn(name + ' was called at the top level of the script, where it does nothing; call it in a callback');
  return instead;
}

class ClusterScriptError extends Error {
  constructor(message, flags) {
    super(message);
    var set = flags || {};
    this.distanceLimitExceeded = false;
    this.rateLimitExceeded = set.rate === true;
    this.requestSizeLimitExceeded = set.size === true;
    this.executionNotAllowed = set.not === true;
  }
}
Object.defineProperty(ClusterScriptError.prototype, 'name', { value: 'ClusterScriptError', writable: true, configurable: true });

// What the host answers when it refuses: a text with the kind of error before a bar; anything else is no refusal.
function allow(answer) {
  if (typeof answer !== 'string') { return answer; }
  var bar = answer.indexOf('|'), kind = answer.slice(0, bar), message = answer.slice(bar + 1);
  if (kind === 'error') { throw new Error(message); }
  if (kind === 'type') { throw new TypeError(message); }
  var flags = {};
  flags[kind] = true;
  throw new ClusterScriptError(message, flags);
}

function beta(name) {
  if (!info.beta) {
    throw new ClusterScriptError(name + ' is a beta feature, and this space does not allow them (beta: true in the fixture does)', { not: true });
  }
}

function word(value) {
  if (value === null) { return 'null'; }
  if (typeof value !== 'object') { return typeof value === 'string' ? 'a string' : typeof value; }
  var maker = value.constructor;
  return maker && maker.name && maker !== Object ? maker.name : Array.isArray(value) ? 'an array' : 'a plain object';
}
function wrong(where, wanted, value) { throw new TypeError(where + ' needs ' + wanted + ', and got ' + word(value)); }
function need(value, type, where) { if (!(value instanceof type)) { wrong(where, 'a ' + type.name, value); } return value; }
function number(value, where) { if (typeof value !== 'number') { wrong(where, 'a number', value); } return value; }
function string(value, where) { if (typeof value !== 'string') { wrong(where, 'a string', value); } return value; }
function clamp(value, low, high) { return value < low ? low : value > high ? high : value; }
function flag(value) { return value === true || (value !== false && !!value); }

// The last link of a prototype chain: whoever asks for what is not there is told so, instead of finding `undefined`.
var ordinary = Object.prototype;
function unknownMembers(owner) {
  return new Proxy(Object.create(null), {
    get: function (target, key) {
      if (typeof key === 'symbol' || key in ordinary) { return ordinary[key]; }
      if (key === 'toJSON' || key === 'then' || key === 'length' || key === 'inspect') { return undefined; }
      throw new Error(owner + '.' + key + ' is not emulated: the official types of April 2025 have no such member');
    },
    set: function (target, key) {
      warn(owner + '.' + String(key) + ' cannot be set');
      return true;
    },
    has: function (target, key) { return key in ordinary; },
  });
}
function close(type, name) { Object.setPrototypeOf(type.prototype, unknownMembers(name || type.name)); }
function readonly(object, name, value) { Object.defineProperty(object, name, { value: value, enumerable: true }); }
