Object.defineProperty(globalThis, '__backlot_each', { value: function* (object) {
    for (var name in object) yield object[name];
} });
