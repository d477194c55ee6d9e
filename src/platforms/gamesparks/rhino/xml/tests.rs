//! XML, as scripts use it.

use serde_json::json;

use crate::platforms::gamesparks::rhino::tests::{result, thrown};

const CATALOG: &str = "var catalog = <catalog name='books' xmlns:x='urn:x'>
        <!-- two -->
        <book id='1'><title>One &amp; only</title><price>10</price></book>
        <book id='2'><title>Two</title><price>20.5</price><x:tag>a</x:tag><x:tag>b</x:tag></book>
    </catalog>;";

#[track_caller]
fn value(expression: &str) -> serde_json::Value {
    result(&format!("{CATALOG} var result = {expression};"))
}

#[test]
fn elements_attributes_and_items_are_members() {
    assert_eq!(value("catalog.book[0].title.text() + '/' + catalog.book[1].@id"), "One & only/2");
    assert_eq!(
        value(
            "[catalog.book.length(), catalog.nothing.length(), catalog.@name == 'books', catalog.book[7] === undefined]"
        ),
        json!([2, 0, true, true])
    );
    assert_eq!(value("Number(catalog.book[1].price) + 1"), 21.5);
    assert_eq!(value("'' + catalog.book[0].title"), "One & only");
    assert_eq!(
        value("[catalog.name(), catalog.book[0].parent().name(), catalog.children().length(), catalog.localName()]"),
        json!(["catalog", "catalog", 2, "catalog"])
    );
    assert_eq!(value("[catalog.book[1].x::tag[1].toString(), catalog.book[1].tag.length()]"), json!(["b", 2]));
    assert_eq!(value("catalog['book'][0]['@id'] + catalog.attribute('name') + catalog.book[0].@*.length()"), "1books1");
}

#[test]
fn an_element_may_be_called_like_a_method() {
    let text = "var x = <a><name>n</name><text>t</text><length>3</length></a>;
        var result = [String(x.name), x.name(), x.text.toString(), x.length(), x.length == 3, x.name.length(), x.name[0].toString()];";
    assert_eq!(result(text), json!(["n", "a", "t", 1, true, 1, "n"]));
}

#[test]
fn lists_are_gone_through_and_chosen_from() {
    assert_eq!(
        result(&format!(
            "{CATALOG} var result = []; for each (var b in catalog.book) result.push(b.title.toString());"
        )),
        json!(["One & only", "Two"])
    );
    assert_eq!(
        result(&format!("{CATALOG} var result = []; for (var i in catalog.book) result.push(i);")),
        json!(["0", "1"])
    );
    assert_eq!(value("catalog.book.(@id == '2').title.toString()"), "Two");
    assert_eq!(value("catalog.book.(price < 15).@id.toString()"), "1");
    assert_eq!(
        value(
            "[catalog..title.length(), catalog..@id.length(), catalog.*.length(), catalog.descendants('price')[1].toString()]"
        ),
        json!([2, 2, 2, "20.5"])
    );
}

#[test]
fn xml_is_changed_in_place() {
    let text = "var x = <a><b>1</b></a>; x.b = 2; x.@c = 'd'; x.e = 'new'; x.appendChild(<f/>); x.b.@g = 1; delete x.e;
        x.prependChild('text'); var result = x.toXMLString();";
    assert_eq!(result(text), "<a c=\"d\">\n  text\n  <b g=\"1\">2</b>\n  <f/>\n</a>");
    let text = "var list = <l/>; for each (var n in ['x', '<']) list.appendChild(<i n={n}>{n}</i>); var result = list.toXMLString();";
    assert_eq!(result(text), "<l>\n  <i n=\"x\">x</i>\n  <i n=\"&lt;\">&lt;</i>\n</l>");
    assert_eq!(
        result("var x = <a><b/></a>; x.b.appendChild(x); var result = x.toXMLString();"),
        "<a>\n  <b>\n    <a>\n      <b/>\n    </a>\n  </b>\n</a>"
    );
}

#[test]
fn xml_is_made_of_text_and_written_as_text() {
    let text = "var x = new XML('<?xml version=\"1.0\"?><a><b>1</b></a>'); var result = [x.b == 1, x instanceof XML, XML(x).name(),
        new XMLList('<i/><i/>').length(), String(<a>t</a>), String(<a><b/></a>), <></>.length(), <><a/><b/></>.length()];";
    assert_eq!(result(text), json!([true, true, "a", 2, "t", "<a>\n  <b/>\n</a>", 0, 2]));
    assert!(thrown("new XML('<a><b></a>')").starts_with("XML that cannot be read: "));
    assert!(thrown("new XML('<a>&nope;</a>')").contains("&nope;"));
    assert!(thrown("new XML('<a/><b/>')").contains("one element at its top"));
    let bomb = "var s = '<a>', i; for (i = 0; i < 300; i++) s += '<b>'; new XML(s)";
    assert!(thrown(bomb).contains("nested more than 256 deep"));
}

#[test]
fn what_is_compared_or_divided_is_no_xml() {
    assert_eq!(result("var a = 1, b = 2; var result = [a <b, a < b / 2, 4 <a>b]"), json!([true, false, false]));
}
