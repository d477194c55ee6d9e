var me = Spark.getPlayer();
is([me.getPlayerId(), me.getUserName(), me.getDisplayName(), me.getExternalIds(), me.getFriendIds(), me.isOnline()],
    [alice, "alice", "Alice", { FB: "fb-alice" }, [bea], true]);
is([me.getCreationDate().getTime(), me.getLastSeen().getTime()], [1585699200000, 1588330800000]);
me.setScriptData("level", 3);
is(me.getScriptData("level"), 3);
me.removeScriptData("level");
is(me.getScriptData("level"), null);
me.setPrivateData("token", { a: 1 });
is(me.getPrivateData("token"), { a: 1 });
me.removePrivateData("token");
is(me.getPrivateData("token"), null);
me.setScriptData("kept", true);
me.persist();
is(Spark.systemCollection("player").findOne({ userName: "alice" }).scriptData, { kept: true });
is([me.validatePassword("open"), me.validatePassword("shut")], [true, false]);
me.setPassword("shut");
is(me.validatePassword("shut"), true);
me.unlock();
me.resetAuthTokens();
me.resetAuthTokens(true);
me.disconnect(false);
is(me.isOnline(), false);

me.credit1(1); me.credit2(2, "why"); me.credit3(3); me.credit4(4); me.credit5(5); me.credit6(6);
is([me.getBalance1(), me.getBalance2(), me.getBalance3(), me.getBalance4(), me.getBalance5(), me.getBalance6()], [11, 2, 3, 4, 5, 6]);
is([me.debit1(1), me.debit2(1, "why"), me.debit3(1), me.debit4(1), me.debit5(1), me.debit6(7)], [true, true, true, true, true, false]);
me.credit("GOLD", 8);
is([me.getBalance("GOLD"), me.debit("GOLD", 20), me.debit("GOLD", 1), me.getBalance("GOLD")], [20, true, false, 0]);
is(me.getAllBalances().currency5, 4);

is([me.addVGood("BELT", 2, "a gift"), me.addVGood("NO", 1), me.hasVGood("BELT"), me.useVGood("BELT", 3), me.useVGood("BELT", 1)], [true, false, 2, false, true]);
is(me.getVirtualGoods(), { BELT: 1 });
is([me.addAchievement("FIRST"), me.addAchievement("FIRST"), me.hasAchievement("FIRST"), me.getAchievements()], [true, false, true, ["FIRST"]]);
is([me.removeAchievement("FIRST"), me.removeAchievement("FIRST")], [true, false]);

me.setSegmentValue("AGE", "young");
is([me.getSegmentValue("AGE"), me.getSegments()], ["young", { AGE: "young" }]);
me.setSegmentValue("AGE", null);
is(me.getSegmentValue("AGE"), null);
var groups = me.getExperimentSegments();
is([groups.length, groups[0].getExperimentId(), groups[0].getSegmentName()], [1, 7, "red"]);
is([me.setExperimentSegment(8, "blue"), me.setExperimentSegment(8, "blue"), me.removeExperiment(8), me.removeExperiment(8)], [true, false, true, false]);
is(me.isHiddenOnLeaderboards(), false);
me.hideOnLeaderboards();
is(me.isHiddenOnLeaderboards(), true);
me.showOnLeaderboards();
is(me.isHiddenOnLeaderboards(), false);
var device = me.getPushRegistrations()[0];
is([device.getId(), device.getPushId(), device.getDeviceOS()], ["r1", "p1", "ios"]);
me.removePushRegistration("r1");
is(me.getPushRegistrations(), []);
is([me.dismissMessage("m2"), me.dismissMessage("m1")], [false, true]);
is([me.matchesMongoQuery({ userName: "alice" }), me.matchesMongoQueryString("{\"userName\": \"bea\"}")], [true, false]);

var gone = Spark.loadPlayer(cleo);
gone.deletePlayer();
is(Spark.loadPlayer(cleo), null);

Spark.message("XT").setPlayerIds([bea, dora]).setMessageData({ a: 1 }).setSendViaSocket(true).setSendAsPush(false).setSupressPushOnSocketSend(true)
    .setIncludeInPushCount(false).setExpireAfterHours(1).setDeviceTypes(["IOS"]).send();
var got = Spark.sendRequestAs({ "@class": ".ListMessageRequest" }, dora).messageList[0];
is([got["@class"], got.data, got.extCode, got.playerId, got.scriptData], [".ScriptMessage", { a: 1 }, "XT", dora, { "seen-by": "dora" }]);
