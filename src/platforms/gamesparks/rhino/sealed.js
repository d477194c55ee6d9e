(function () {
    var built = [Object, Function, Array, String, Number, Boolean, Date, RegExp, Error, EvalError, RangeError, ReferenceError,
        SyntaxError, TypeError, URIError];
    var sealed = [Math, JSON];
    built.forEach(function (one) { sealed.push(one, one.prototype); });
    Object.defineProperty(globalThis, '__backlot_put', { value: function (object, name, value) {
        if (sealed.indexOf(object) >= 0) {
            var error = new Error(name in object ? 'Cannot modify a property of a sealed object: ' + name + '.'
                : 'Cannot add a property to a sealed object.');
            error.name = 'InternalError';
            throw error;
        }
        return object[name] = value;
    } });
})();
