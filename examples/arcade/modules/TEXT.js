// Small things about texts.
function trimmed(text) {
    return text == null ? "" : String(text).replace(/^\s+|\s+$/g, "");
}

function padded(text, width) {
    var result = String(text);
    while (result.length < width) { result += " "; }
    return result;
}
