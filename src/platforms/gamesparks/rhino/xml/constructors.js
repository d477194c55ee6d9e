(function (xml, list, isXml, isList) {
    function put(object, name, value) {
        Object.defineProperty(object, name, { value: value, writable: true, configurable: true });
    }
    put(globalThis, 'XML', function XML(value) { return xml(value); });
    put(globalThis, 'XMLList', function XMLList(value) { return list(value); });
    put(globalThis, 'isXMLName', function isXMLName(name) { return /^[A-Za-z_][\w.-]*$/.test(String(name)); });
    put(globalThis, 'Namespace', function Namespace(uri) { this.prefix = ''; this.uri = uri === undefined ? '' : String(uri); });
    put(globalThis, 'QName', function QName(uri, name) { this.uri = name === undefined ? '' : uri; this.localName = name === undefined ? uri : name; });
    QName.prototype.toString = function () { return String(this.localName); };
    Object.defineProperty(XML, Symbol.hasInstance, { value: isXml });
    Object.defineProperty(XMLList, Symbol.hasInstance, { value: isList });
    XML.ignoreComments = XML.ignoreProcessingInstructions = XML.ignoreWhitespace = XML.prettyPrinting = true;
    XML.prettyIndent = 2;
    XML.settings = function () { return { ignoreComments: true, ignoreProcessingInstructions: true, ignoreWhitespace: true, prettyIndent: 2, prettyPrinting: true }; };
    XML.setSettings = function () {};
    XML.defaultSettings = XML.settings;
})
