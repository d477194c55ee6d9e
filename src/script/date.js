// `Date` for scripts: the world's time, and UTC as the local time whatever the machine's is. Called with the engine's own
// `Date` and with what gives the world's time in milliseconds since 1970; returns the constructor that scripts get. Dates are
// the engine's own objects: only what reads the clock or the machine's time zone is replaced.
(function (Real, now) {
  'use strict';
  var proto = Real.prototype, utc = Real.UTC, understand = Real.parse;
  var machineOffset = proto.getTimezoneOffset, toUTCString = proto.toUTCString, toISOString = proto.toISOString;

  function put(object, name, value) {
    Object.defineProperty(object, name, { value: value, writable: true, configurable: true });
  }

  // A text that names no zone is local time, except that a day alone is UTC anyway.
  var zone = /(?:Z|UTC?|GMT|[ECMP][SD]T|[+-]\d\d:?\d\d)\s*(?:\([^)]*\))?\s*$/i;
  var day = /^\s*[+-]?\d{4,6}(?:-\d\d){0,2}\s*$/;
  function parse(text) {
    text = String(text);
    var time = understand(text);
    if (time !== time || zone.test(text) || day.test(text)) { return time; }
    return time - machineOffset.call(new Real(time)) * 60000;
  }

  function Date(year, month, date, hours, minutes, seconds, ms) {
    if (!new.target) { return new Real(now()).toString(); }
    var time;
    if (arguments.length === 0) {
      time = now();
    } else if (arguments.length > 1) {
      time = utc.apply(null, arguments);
    } else {
      if (typeof year === 'object' && year !== null) {
        var plain = year.valueOf();
        year = typeof plain === 'object' ? String(year) : plain;
      }
      time = typeof year === 'string' ? parse(year) : +year;
    }
    return Reflect.construct(Real, [time], new.target);
  }

  put(Date, 'now', function now_() { return now(); });
  put(Date, 'parse', parse);
  put(Date, 'UTC', utc);
  Object.defineProperty(Date, 'prototype', { value: proto, writable: false });
  put(proto, 'constructor', Date);

  ['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds', 'Milliseconds', 'Day'].forEach(function (part) {
    put(proto, 'get' + part, proto['getUTC' + part]);
    if (part !== 'Day') { put(proto, 'set' + part, proto['setUTC' + part]); }
  });
  put(proto, 'getTimezoneOffset', function getTimezoneOffset() { return this.getTime() * 0; });
  put(proto, 'getYear', function getYear() { return this.getUTCFullYear() - 1900; });
  put(proto, 'setYear', function setYear(year) {
    year = +year;
    return this.setUTCFullYear(year >= 0 && year <= 99 ? 1900 + Math.trunc(year) : year);
  });

  // `Fri, 01 May 2020 12:00:00 GMT` has all the words.
  function words(name, write) {
    put(proto, name, function () {
      var found = /^(\w+), (\d+) (\w+) (-?\d+) (.*) GMT$/.exec(toUTCString.call(this));
      return found ? write(found, this) : 'Invalid Date';
    });
  }
  function dateOf(found) { return found[1] + ' ' + found[3] + ' ' + found[2] + ' ' + found[4]; }
  function timeOf(found) { return found[5] + ' GMT+0000 (UTC)'; }
  function shortDateOf(found, self) {
    return toISOString.call(self).replace(/^(.*)-(\d\d)-(\d\d)T.*$/, function (all, year, month, date) {
      return month + '/' + date + '/' + found[4];
    });
  }
  function shortTimeOf(found) {
    return found[5].replace(/^\d\d/, function (hour) { return ('0' + ((+hour + 11) % 12 + 1)).slice(-2); }) +
      (found[5] < '12' ? ' AM' : ' PM');
  }
  words('toString', function (found) { return dateOf(found) + ' ' + timeOf(found); });
  words('toDateString', dateOf);
  words('toTimeString', timeOf);
  words('toLocaleString', function (found, self) { return shortDateOf(found, self) + ', ' + shortTimeOf(found); });
  words('toLocaleDateString', shortDateOf);
  words('toLocaleTimeString', shortTimeOf);
  return Date;
})
