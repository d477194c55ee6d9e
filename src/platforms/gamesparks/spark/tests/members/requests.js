// Every class of request that the platform had: a constructor, an object that names its class, and a response from each way to send it.
// `Spark.data.responses` has the classes of the responses by those of the requests.
for (var name in Spark.data.responses) {
    var expected = Spark.data.responses[name], made = new SparkRequests[name]();
    is([JSON.stringify(made), Object.keys(made)], ['{"@class":".' + name + '"}', ["@class"]]);
    [made.Send(), new SparkRequests[name]().SendAs(bea), new SparkRequests[name]().Execute(), new SparkRequests[name]().ExecuteAs(bea)].forEach(function (response) {
        is([name, expected.indexOf(response["@class"]) >= 0], [name, true]);
    });
}
var event = new SparkRequests.LogEventRequest();
event.eventKey = "SCORE";
event.POINTS = "3";
is(event.Send(), { "@class": ".LogEventResponse" });
is(event.Execute(), { "@class": ".LogEventResponse", scriptData: { event: 3 } });
