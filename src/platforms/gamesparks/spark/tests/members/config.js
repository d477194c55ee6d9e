var config = Spark.getConfig();
function codes(list) { return list.map(function (one) { return one.getShortCode(); }); }
is([config.getStage(), config.getApiKey()], ["preview", "members1234"]);
is(codes(config.getVirtualGoods()), ["SWORD", "BELT"]);
is(codes(config.getAchievements()), ["FIRST"]);
is(codes(config.getSegments()), ["AGE"]);
is(codes(config.getTeams()), ["CLAN"]);
is(codes(config.getChallenges()), ["RACE"]);
is(codes(config.getCurrencies()).indexOf("GOLD") >= 0, true);
is([config.getVirtualGood("NO"), config.getAchievement("NO"), config.getSegment("NO"), config.getTeam("NO"), config.getChallenge("NO"), config.getCurrency("NO")],
    [null, null, null, null, null, null]);

var sword = config.getVirtualGood("SWORD");
is([sword.getShortCode(), sword.getName(), sword.getDescription(), sword.getType()], ["SWORD", "Sword", "It is sharp", "VGOOD"]);
is([sword.getTags(), sword.getMaxQuantity(), sword.isDisabled()], [["arms", "steel"], 3, true]);
is([sword.getBundledGoods(), sword.getPropertySet()], [{ BELT: 2 }, { weight: { kilos: 2 } }]);
is([sword.getCurrency1Cost(), sword.getCurrency2Cost(), sword.getCurrency3Cost(), sword.getCurrency4Cost(), sword.getCurrency5Cost(), sword.getCurrency6Cost()],
    [1, 2, 3, 4, 5, 6]);
is(sword.getCurrencyCosts(), { GOLD: 7 });
is([sword.getGooglePlayProductId(), sword.getIosAppStoreProductId(), sword.getWP8StoreProductId(), sword.getW8StoreProductId(),
    sword.getAmazonStoreProductId(), sword.getSteamStoreProductId(), sword.getPsnStoreProductId()], ["g", "i", "p", "w", "a", "s", "n"]);

var first = config.getAchievement("FIRST");
is([first.getShortCode(), first.getName(), first.getDescription()], ["FIRST", "The first", "It is a beginning"]);
is([first.getCurrency1Award(), first.getCurrency2Award(), first.getCurrency3Award(), first.getCurrency4Award(), first.getCurrency5Award(), first.getCurrency6Award()],
    [1, 2, 3, 4, 5, 6]);
is([first.getCurrencyAwards(), first.getVirtualGoodAward().getShortCode(), first.getPropertySet()], [{ GOLD: 7 }, "BELT", { look: { badge: "star" } }]);

var age = config.getSegment("AGE");
is([age.getShortCode(), age.getName(), age.getDescription(), age.getValues().length], ["AGE", "Age", "How old", 2]);
var young = age.getValues()[0];
is([young.getShortCode(), young.getName(), young.getDescription()], ["young", "Young", "Below 30"]);

var clan = config.getTeam("CLAN");
is([clan.getShortCode(), clan.getName(), clan.getSocial(), clan.getExtendedSocial()], ["CLAN", "Clan", true, true]);
is([clan.getMaxMembers(), clan.getMaxMembershipPerUser(), clan.getMaxOwnershipPerUser()], [5, 4, 3]);

var race = config.getChallenge("RACE");
is([race.getShortCode(), race.getName(), race.getDescription()], ["RACE", "Race", "To the end"]);
is([race.isTurnBased(), race.getAttemptConsumers(), race.isGlobal()], [true, "MOVE", true]);

var gold = config.getCurrency("GOLD");
is([gold.getShortCode(), gold.getName(), gold.getDescription(), gold.getSignupBonus()], ["GOLD", "Gold", "It glitters", 50]);
