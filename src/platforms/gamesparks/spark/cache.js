// Values of the cache, with functions as their source text: to something that JSON can hold, and back.
(function () {
  'use strict';
  function out(value, path) {
    if (typeof value === 'function') { return { $function: Function.prototype.toString.call(value) }; }
    if (typeof value !== 'object' || value === null || value instanceof Date || path.indexOf(value) >= 0) { return value; }
    path = path.concat([value]);
    if (Array.isArray(value)) { return value.map(function (item) { return out(item, path); }); }
    var copy = {};
    Object.keys(value).forEach(function (name) { copy[name] = out(value[name], path); });
    return copy;
  }
  function back(value) {
    if (typeof value !== 'object' || value === null) { return value; }
    if (typeof value.$function === 'string' && Object.keys(value).length === 1) { return (0, eval)('(' + value.$function + ')'); }
    Object.keys(value).forEach(function (name) { value[name] = back(value[name]); });
    return value;
  }
  return { out: function (value) { return out(value, []); }, back: back };
})()
