var data = Spark.getGameDataService();
function make(id, age, name) {
    var item = data.createItem("pet", id);
    item.getData().age = age;
    item.getData().name = name;
    return item.persistor().persist().error();
}
is([make("rex", 3, "Rex"), make("tom", 5, "Tom"), make("ida", 7, "Ida")], [null, null, null]);
function ids(condition) {
    var found = data.queryItems("pet", condition, data.sort("age", true).add("name", false));
    is(found.error(), null);
    return all(found.cursor(), function (item) { return item.getId(); }).join();
}
var age = data.N("age"), name = data.S("name");
is([ids(age.eq(3)), ids(age.ne(3)), ids(age.gt(3)), ids(age.lt(5)), ids(age.in([3, 7])), ids(age.between(4, 7))],
    ["rex", "tom,ida", "tom,ida", "rex", "rex,ida", "tom,ida"]);
is([ids(name.eq("Rex")), ids(name.ne("Rex")), ids(name.gt("Rex")), ids(name.lt("Rex")), ids(name.in(["Ida"])), ids(name.between("Rex", "Tom")), ids(name.startsWith("To"))],
    ["rex", "tom,ida", "tom", "ida", "ida", "rex,tom", "tom"]);
is([ids(age.gt(3).and(name.eq("Tom"))), ids(age.eq(3).or(name.eq("Tom"))), ids(age.eq(3).negate())], ["tom", "rex,tom", "tom,ida"]);

var got = data.getItem("pet", "rex"), rex = got.document();
is([got.error(), rex.getId(), rex.getType(), rex.getData(), rex.getTTL()], [null, "rex", "pet", { age: 3, name: "Rex" }, null]);
rex.setTTL(Date.now() + 1000);
is(rex.getTTL(), noon + 1000);
rex.setData({ age: 4, name: "Rex", odd: undefined });
is(rex.getValidationErrors(), ["odd"]);
is(rex.persistor().withOverwrite().persist().error(), null);
rex.getData().age += 1;
is(rex.persistor().withAtomicIncrements().persist().error(), null);
is(typeof rex.persistor().withVersionCheck().persist().error(), "object");
is(typeof rex.persistor().withConditionCheck(age.gt(100)).persist().error(), "string");
var refused = null;
rex.getData().odd = function () {};
try { rex.persistor().withErrorOnTypeConversion().persist(); } catch (e) { refused = e.message; }
is(typeof refused, "string");
is([data.getItem("pet", "rex").document().getData().age, rex["delete"]().error(), data.getItem("pet", "rex").document()], [5, null, null]);
