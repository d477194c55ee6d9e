// Somebody looks for a rival of about the same strength. What comes of it comes as a message.
requireOnce("PROFILE");

var profile = profileOf(Spark.getPlayer());
var request = new SparkRequests.MatchmakingRequest();
request.matchShortCode = "RIVALS";
request.skill = profile.best;
request.participantData = { plays: profile.plays };
var response = request.Send();
if (response.error) { Spark.setScriptError("match", response.error); }
