(function () {
    function add(object, name, work) {
        if (!(name in object)) Object.defineProperty(object, name, { value: work, writable: true, configurable: true });
    }
    var seen = [];
    function source(value, inside) {
        switch (typeof value) {
        case 'undefined': return '(void 0)';
        case 'string': return JSON.stringify(value);
        case 'number': return value === 0 && 1 / value < 0 ? '-0' : String(value);
        case 'object': break;
        default: return String(value);
        }
        if (value === null) return 'null';
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return '(new ' + value.constructor.name + '(' + source(value.valueOf()) + '))';
        }
        if (value instanceof Date) return '(new Date(' + value.getTime() + '))';
        if (value instanceof RegExp) return String(value);
        if (value instanceof Error) return '(new ' + value.name + '(' + source(value.message) + '))';
        if (seen.indexOf(value) >= 0) return '{}';
        seen.push(value);
        try {
            if (Array.isArray(value)) return '[' + value.map(function (one) { return source(one, true); }).join(', ') + ']';
            var members = Object.keys(value).map(function (name) {
                var plain = /^[A-Za-z_$][\w$]*$/.test(name);
                return (plain ? name : JSON.stringify(name)) + ':' + source(value[name], true);
            });
            return inside ? '{' + members.join(', ') + '}' : '({' + members.join(', ') + '})';
        } finally {
            seen.pop();
        }
    }
    add(globalThis, 'uneval', function uneval(value) { return source(value); });
    add(Object.prototype, 'toSource', function toSource() { return source(this); });
    add(String.prototype, 'equals', function equals(other) { return String(this) === String(other); });
    add(String.prototype, 'equalsIgnoreCase', function equalsIgnoreCase(other) {
        return String(this).toLowerCase() === String(other).toLowerCase();
    });
    function generics(constructor, names) {
        names.forEach(function (name) {
            var method = constructor.prototype[name];
            add(constructor, name, function () { return method.apply(arguments[0], Array.prototype.slice.call(arguments, 1)); });
        });
    }
    generics(Array, ['join', 'reverse', 'sort', 'push', 'pop', 'shift', 'unshift', 'splice', 'concat', 'slice', 'indexOf',
        'lastIndexOf', 'every', 'filter', 'forEach', 'map', 'some', 'reduce', 'reduceRight']);
    generics(String, ['charAt', 'charCodeAt', 'indexOf', 'lastIndexOf', 'split', 'substring', 'toLowerCase', 'toUpperCase',
        'substr', 'concat', 'slice', 'match', 'search', 'replace', 'localeCompare', 'trim', 'equals', 'equalsIgnoreCase']);
})();
